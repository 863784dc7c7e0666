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
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

func (c *cli) chatCommand() *cobra.Command {
	var who chatter
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk with the bot in the terminal",
		Long: `Starts the endpoint on a free port of this machine and talks with it as Teams would, so what you see is what
Teams would get. Type a question, or the number of a button. The fields of a form are asked for one by one: Enter keeps
what stands there, - empties it, and \n is a line break.
An empty line or Ctrl-D ends the chat. No credentials are used and nothing is kept.
With --as you are somebody who belongs to --kommune, or who coordinates, and see the figures in DATABASE_URL; what you
do there is done.`,
		Args: noArgs,
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
