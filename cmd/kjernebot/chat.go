package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

func (c *cli) chatCommand() *cobra.Command {
	var who chatter
	cmd := &cobra.Command{
		Use: "chat", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.chat(cmd, who) },
	}
	cmd.Flags().StringVar(&who.as, "as", "", "member or coordinator")
	cmd.Flags().StringVar(&who.kommune, "kommune", "", "your kommune, by number or name; several with commas")
	completeFlag(cmd, "as", func() []string { return []string{string(members.Member), string(members.Coordinator)} })
	completeFlag(cmd, "kommune", kommuneNames)
	return cmd
}

// Who talks in a chat in the terminal.
const (
	chatTenant = "chat"
	chatPerson = "00000000-0000-0000-0000-000000000001"
)

// chatter is who somebody wants to be in a chat, as it was typed.
type chatter struct {
	as, kommune string
}

// row is that as a member; the zero Row for nobody in particular.
func (w chatter) row() (r members.Row, err error) {
	if w == (chatter{}) {
		return r, nil
	}
	r = members.Row{Person: message.NewPerson(chatTenant, chatPerson), Role: cmp.Or(members.Role(w.as), members.Member)}
	for _, name := range strings.FieldsFunc(w.kommune, func(c rune) bool { return c == ',' }) {
		n, unknown := kommuneFlag(kommune.New(), strings.TrimSpace(name))
		r.Kommune, err = r.Kommune.With(n), errors.Join(err, unknown)
	}
	switch {
	case err != nil:
	case r.Role != members.Member && r.Role != members.Coordinator:
		err = usageError{fmt.Errorf("--as %q is neither member nor coordinator", w.as)}
	case r.Role == members.Member && r.Kommune == "":
		err = usageError{errors.New("--as member needs --kommune, such as 5001")}
	}
	return r, err
}

// chatMembers is the members of a database and the one who chats, whom nothing is stored about.
type chatMembers struct {
	members.Store
	row members.Row
}

func (m *chatMembers) MemberRows(ctx context.Context, id message.Person) ([]members.Row, error) {
	if id == m.row.Person {
		return []members.Row{m.row}, nil
	}
	return m.Store.MemberRows(ctx, id)
}

func (m *chatMembers) ChooseKommune(_ context.Context, _ message.Person, n kommune.Number) error {
	m.row.Chosen = n
	return nil
}

// chat runs the real endpoint with a client of its own.
func (c *cli) chat(cmd *cobra.Command, who chatter) error {
	row, err := who.row()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "kjernebot-chat-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	cfg, err := config.Load(c.withoutCredentials(folder, row.Role != ""))
	if err != nil {
		return usageError{fmt.Errorf("settings:\n%w", err)}
	}
	cfg.LogLevel = slog.LevelError
	a, err := newApp(cmd.Context(), cfg, c.logger(cfg))
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	if row.Role != "" {
		a.people.members = &chatMembers{Store: a.people.members, row: row}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	client := &chatClient{address: "http://" + listener.Addr().String(), in: lines(c.stdin), out: newScreen(c.stdout),
		prompt: isTerminal(c.stdin), replies: make(chan shown, 16)}
	mux := http.NewServeMux()
	mux.Handle("/api/messages", a.handler)
	mux.HandleFunc("/", client.receive)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTime}
	defer server.Close()
	go func() { _ = server.Serve(listener) }() // ends with Close
	return client.converse(cmd.Context())
}

// withoutCredentials is the environment with what would reach outside this machine or keep anything taken out. Somebody
// in particular works on the database of the settings, if there is one.
func (c *cli) withoutCredentials(folder string, somebody bool) func(string) string {
	kept := map[string]string{
		"KNOWLEDGE_DIR": c.getenv("KNOWLEDGE_DIR"), "USAGE_VISIBILITY": c.getenv("USAGE_VISIBILITY"),
		"DATABASE_URL": "sqlite:" + filepath.Join(folder, "chat.db"),
	}
	if set := c.getenv("DATABASE_URL"); set != "" && somebody {
		kept["DATABASE_URL"] = set
	}
	return func(name string) string { return kept[name] }
}

// chatClient stands where Teams stands: it posts activities to the endpoint and takes the replies.
type chatClient struct {
	address string // of both
	in      *bufio.Scanner
	prompt  bool // somebody types
	out     *screen
	replies chan shown
}

func (c *chatClient) receive(w http.ResponseWriter, r *http.Request) {
	var m shown
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if m.Type == "message" {
		c.replies <- m
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = fmt.Fprintf(w, `{"id":%q}`, rand.Text())
}

// converse reads lines until there are no more, or somebody types an empty one.
func (c *chatClient) converse(ctx context.Context) error {
	err := c.post(ctx, map[string]any{"type": "installationUpdate", "action": "add"})
	for err == nil {
		if c.prompt {
			fmt.Fprint(c.out.out, c.out.paint(bold, "Du: "))
		}
		if !c.in.Scan() {
			return c.in.Err()
		}
		text := strings.TrimSpace(c.in.Text())
		if text != "" {
			err = c.say(ctx, text)
		} else if c.prompt {
			return nil
		}
	}
	return err
}

// say sends a line, or clicks the button of that number, with its fields filled in.
func (c *chatClient) say(ctx context.Context, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(c.out.buttons) {
		return c.post(ctx, map[string]any{"type": "message", "text": text, "textFormat": "plain"})
	}
	button, data := c.out.buttons[n-1], map[string]any{}
	if err := json.Unmarshal(button.data, &data); err != nil {
		return err
	}
	for _, field := range button.fields {
		if data[field.ID], err = c.fill(field); err != nil {
			return err
		}
	}
	return c.post(ctx, map[string]any{"type": "message", "value": data})
}

// fill asks for what is to stand in a field. What must be there is asked for until it is, or nothing more is written.
func (c *chatClient) fill(field element) (string, error) {
	for {
		c.out.ask(field)
		ended := !c.in.Scan()
		text := strings.TrimSpace(c.in.Text())
		value := field.read(text)
		switch text {
		case "":
			value = field.Value
		case "-":
			value = ""
		}
		if value != "" || !field.Required || ended {
			return value, c.in.Err()
		}
		c.out.lines(faint, field.Missing)
	}
}

// read is what a field holds for what was typed: of a choice its number or its title counts, of a box yes or no.
func (e element) read(text string) string {
	if e.Type == "Input.Toggle" {
		return strconv.FormatBool(slices.Contains([]string{"j", "ja", "y", "yes", "true", "x"}, strings.ToLower(text)))
	}
	for i, c := range e.Choices {
		if text == strconv.Itoa(i+1) || strings.EqualFold(text, c.Title) {
			return c.Value
		}
	}
	return strings.ReplaceAll(text, `\n`, "\n")
}

// post sends an activity as Teams does and shows what comes back. The endpoint answers when it has replied.
func (c *chatClient) post(ctx context.Context, activity map[string]any) error {
	maps.Copy(activity, map[string]any{
		"id": rand.Text(), "channelId": "msteams", "serviceUrl": c.address,
		"locale":       "nb-NO",
		"timestamp":    time.Now().UTC().Format(time.RFC3339Nano),
		"from":         map[string]any{"id": "29:chat", "name": "Kari Nordmann", "aadObjectId": chatPerson},
		"recipient":    map[string]any{"id": "28:kjernebot", "name": "Kjernebot"},
		"conversation": map[string]any{"id": "a:chat", "conversationType": "personal", "tenantId": chatTenant},
	})
	body, err := json.Marshal(activity)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/api/messages", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New("the endpoint answered " + resp.Status)
	}
	for {
		select {
		case m := <-c.replies:
			c.out.show(m)
		default:
			return nil
		}
	}
}

// shown is a reply as it goes over the wire, as far as a terminal can show it. Fields without a tag are called the same
// there, but for the case of letters.
type shown struct {
	Type, Text  string
	Attachments []attachment
}

type attachment struct {
	Name    string // of a file
	Content card
}

// card is an Adaptive Card, read loosely.
type card struct {
	Body, Actions []element
	About         string `json:"description"` // of a file
}

// element is an element or an action of a card, with everything that any kind of them has.
type element struct {
	Type, Title, Text, AltText, URL string
	Weight, Color                   string
	Subtle                          bool `json:"isSubtle"`
	Items, Inlines, Actions         []element
	Facts                           []choice
	Fallback                        json.RawMessage // an element, or a word
	Data                            json.RawMessage
	Card                            *card  // of a button that opens more
	Inputs                          string `json:"associatedInputs"` // of an action: "none" takes no field along

	// Of a field.
	ID, Label, Value string
	Required         bool   `json:"isRequired"`
	Missing          string `json:"errorMessage"`
	Choices          []choice
}

// choice is one of those of a field, or a fact.
type choice struct{ Title, Value string }

// button is what a number does: what it sends, and the fields that are filled in first.
type button struct {
	data   json.RawMessage
	fields []element
}

// screen shows messages as text, with colours on a terminal.
type screen struct {
	out     io.Writer
	colour  bool
	fields  []element // of the card that is being shown
	buttons []button  // of the last message, in the order of their numbers
}

// width is where lines are broken, in characters.
const width = 80

func newScreen(out io.Writer) *screen { return &screen{out: out, colour: isTerminal(out)} }

// Terminal styles, as ECMA-48 numbers.
const (
	bold   = "1"
	faint  = "2"
	accent = "36"
)

func (s *screen) paint(style, text string) string {
	if !s.colour || text == "" || style == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// ask prints a field: what it is called, what stands in it, and what it may be.
func (s *screen) ask(f element) {
	line := f.name()
	if v := f.shownValue(); v != "" {
		line += " [" + v + "]"
	}
	for i, c := range f.Choices {
		fmt.Fprintf(s.out, "  %d %s\n", i+1, c.Title)
	}
	if f.Type == "Input.Toggle" {
		line += " (ja/nei)"
	}
	fmt.Fprint(s.out, s.paint(accent, line+": "))
}

// show prints a message, with numbers for its buttons.
func (s *screen) show(m shown) {
	fmt.Fprintln(s.out)
	s.lines("", m.Text)
	s.buttons = nil
	for _, a := range m.Attachments {
		s.fields = inputs(a.Content.Body)
		for _, e := range a.Content.Body {
			s.element(e)
		}
		if a.Content.About != "" {
			s.lines("", a.Content.About+": "+a.Name)
		}
		s.actions(a.Content.Actions, "", s.fields)
	}
	fmt.Fprintln(s.out)
}

// inputs are the fields among elements, also within others.
func inputs(all []element) (fields []element) {
	for _, e := range all {
		if strings.HasPrefix(e.Type, "Input.") {
			fields = append(fields, e)
		}
		fields = append(fields, inputs(e.Items)...)
	}
	return fields
}

// actions prints buttons with their numbers, those inside others too, and keeps what they do. What opens a window of
// its own, or shows more of the card, is left out: all of it is here too.
func (s *screen) actions(actions []element, before string, fields []element) {
	for _, action := range actions {
		switch {
		case action.Type == "Action.OpenUrl":
			s.lines(faint, "→ "+before+action.Title+": "+action.URL)
		case action.Card != nil:
			for _, e := range action.Card.Body {
				if e.Type == "TextBlock" {
					s.lines(faint, "… "+before+action.Title+": "+e.Text)
				}
			}
			s.actions(action.Card.Actions, before+action.Title+": ", append(fields, inputs(action.Card.Body)...))
		case action.Type == "Action.ToggleVisibility", strings.Contains(string(action.Data), "task/fetch"):
		default:
			b := button{data: action.Data, fields: fields}
			if action.Inputs == "none" {
				b.fields = nil
			}
			s.buttons = append(s.buttons, b)
			fmt.Fprintln(s.out, s.paint(accent, fmt.Sprintf("[%d] %s", len(s.buttons), before+action.Title)))
		}
	}
}

// element prints an element with all that it says; of one that a terminal cannot show, that it is there.
func (s *screen) element(e element) {
	var instead element
	if json.Unmarshal(e.Fallback, &instead) == nil && instead.Type != "" {
		e = instead // what is drawn elsewhere is told here
	}
	for _, run := range e.Inlines {
		e.Text += run.Text
	}
	switch {
	case e.Type == "ActionSet":
		s.actions(e.Actions, "", s.fields)
	case e.Type == "Container":
		for _, item := range e.Items {
			s.element(item)
		}
	case e.Type == "FactSet":
		for _, f := range e.Facts {
			s.lines("", f.Title+": "+f.Value)
		}
		fmt.Fprintln(s.out)
	case e.Type == "Image":
		s.lines(faint, "(bilde: "+cmp.Or(e.AltText, e.URL)+")")
	case strings.HasPrefix(e.Type, "Input."):
		s.lines(faint, e.name()+": "+cmp.Or(e.shownValue(), "–"))
	case e.Type == "TextBlock" || e.Type == "RichTextBlock":
		s.text(e)
	default:
		s.lines(faint, "(her er det noe som terminalen ikke kan vise: "+e.Type+")")
	}
}

func (s *screen) text(e element) {
	style := ""
	switch {
	case e.Subtle:
		style = faint
	case e.Color == "Accent":
		style = accent
	case e.Weight == "Bolder":
		style = bold
	}
	s.lines(style, e.Text)
	if e.Text == "" || style != bold && e.Color != "Accent" { // what follows a heading belongs to it
		fmt.Fprintln(s.out)
	}
}

func (e element) name() string { return cmp.Or(e.Label, e.Title, e.ID) }

// shownValue is what stands in a field, in words.
func (e element) shownValue() string {
	if e.Type == "Input.Toggle" {
		return map[string]string{"true": "ja"}[e.Value]
	}
	for _, c := range e.Choices {
		if c.Value == e.Value {
			return c.Title
		}
	}
	return e.Value
}

var (
	markdownLink = regexp.MustCompile(`\[([^\]]*)\]\((?:mailto:)?([^)]*)\)`)
	markdownBold = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	markdownSign = regexp.MustCompile(`\\([[:punct:]])`) // that is meant as it stands
)

// lines prints Markdown as plain text, broken at width, and nothing of no text.
func (s *screen) lines(style, markdown string) {
	if markdown == "" {
		return
	}
	text := markdownLink.ReplaceAllStringFunc(markdown, func(link string) string {
		parts := markdownLink.FindStringSubmatch(link)
		if markdownSign.ReplaceAllString(parts[1], "$1") == parts[2] {
			return parts[1]
		}
		return parts[1] + " (" + parts[2] + ")"
	})
	for line := range strings.SplitSeq(text, "\n") {
		for _, row := range wrap(line) {
			row = markdownBold.ReplaceAllStringFunc(row, func(b string) string { return s.paint(bold, strings.Trim(b, "*")) })
			fmt.Fprintln(s.out, s.paint(style, markdownSign.ReplaceAllString(row, "$1")))
		}
	}
}

// wrap breaks a line between words. A list item's further rows stand under its text.
func wrap(line string) []string {
	indent := ""
	if strings.HasPrefix(strings.TrimSpace(line), "- ") {
		indent = "  "
	}
	var rows []string
	row := ""
	for _, word := range strings.Fields(line) {
		switch {
		case row == "":
			row = word
		case utf8.RuneCountInString(row+word) >= width:
			rows, row = append(rows, row), indent+word
		default:
			row += " " + word
		}
	}
	return append(rows, row)
}
