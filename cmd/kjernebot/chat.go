package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/config"
	"kjernebot/internal/members"
)

func (c *cli) chatCommand() *cobra.Command {
	var who chatter
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk with the bot in the terminal",
		Long: "Starts the endpoint on a free port of this machine and talks with it as Teams would, so what you see is " +
			"what Teams would get.\n" +
			"Type a question, or the number of a button. The fields of a form are asked for one by one: Enter keeps what " +
			"stands there,\n" +
			"- empties it, and \\n is a line break.\n" +
			"An empty line or Ctrl-D ends the chat. No credentials are used and nothing is kept.\n" +
			"With --as you are somebody who belongs to --kommune, or who coordinates, and see the figures in DATABASE_URL; " +
			"what you do there is done.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.chat(cmd, who) },
	}
	cmd.Flags().StringVar(&who.as, "as", "", "member or coordinator")
	cmd.Flags().StringVar(&who.kommune, "kommune", "", "the kommune that you belong to, by number or name")
	completeFlag(cmd, "as", func() []string { return []string{string(members.Member), string(members.Coordinator)} })
	completeFlag(cmd, "kommune", kommuneNames)
	return cmd
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
	a, err := newApp(cmd.Context(), cfg, slog.New(slog.NewTextHandler(c.stderr,
		&slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	if row.Role != "" {
		a.people.members = chatMembers{Store: a.people.members, row: row}
	}
	client, err := newChatClient(c.stdout, isTerminal(c.stdout))
	if err != nil {
		return err
	}
	defer client.close()
	endpoint, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	server := &http.Server{Handler: a.handler, ReadHeaderTimeout: headerTime}
	defer server.Close()
	go func() { _ = server.Serve(endpoint) }() // ends with Close
	client.endpoint = "http://" + endpoint.Addr().String() + "/api/messages"
	return client.converse(ctx, c.stdin, isTerminal(c.stdin))
}

// withoutCredentials is the environment with what would reach outside this machine or keep anything taken out. Somebody
// in particular works on the database of the settings, if there is one.
func (c *cli) withoutCredentials(folder string, somebody bool) func(string) string {
	return func(name string) string {
		switch name {
		case "DATABASE_URL":
			if set := c.getenv(name); set != "" && somebody {
				return set
			}
			return "sqlite:" + filepath.Join(folder, "chat.db")
		case "KNOWLEDGE_DIR", "USAGE_VISIBILITY":
			return c.getenv(name)
		}
		return ""
	}
}

// chatClient stands where Teams stands: it posts activities to the endpoint and takes the replies at a connector of its
// own.
type chatClient struct {
	endpoint  string
	connector *http.Server
	service   string
	out       *screen
	replies   chan shown
	in        *bufio.Scanner
	buttons   []button // of the last card, in the order of their numbers
	session   string   // keeps the ids of this chat apart from those of chats before it on the same database
	sent      int
}

func newChatClient(out io.Writer, terminal bool) (*chatClient, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	client := &chatClient{out: newScreen(out, terminal), service: "http://" + listener.Addr().String(),
		replies: make(chan shown, 16), session: rand.Text()}
	client.connector = &http.Server{Handler: http.HandlerFunc(client.receive), ReadHeaderTimeout: headerTime}
	go func() { _ = client.connector.Serve(listener) }() // ends with close
	return client, nil
}

func (c *chatClient) close() { _ = c.connector.Close() }

// receive takes a reply of the bot.
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
	_, _ = fmt.Fprintf(w, `{"id":"svar-%d"}`, time.Now().UnixNano())
}

// converse reads lines until there are no more.
func (c *chatClient) converse(ctx context.Context, in io.Reader, prompt bool) error {
	if err := c.post(ctx, map[string]any{"type": "installationUpdate", "action": "add"}); err != nil {
		return err
	}
	c.in = lines(in)
	for {
		if prompt {
			c.out.prompt()
		}
		if !c.in.Scan() {
			return c.in.Err()
		}
		text := strings.TrimSpace(c.in.Text())
		if text == "" && prompt {
			return nil
		}
		if text == "" {
			continue
		}
		if err := c.say(ctx, text); err != nil {
			return err
		}
	}
}

// say sends a line, or clicks the button of that number, with its fields filled in.
func (c *chatClient) say(ctx context.Context, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(c.buttons) {
		return c.post(ctx, map[string]any{"type": "message", "text": text, "textFormat": "plain"})
	}
	data := map[string]any{}
	if err := json.Unmarshal(c.buttons[n-1].data, &data); err != nil {
		return err
	}
	for _, field := range c.buttons[n-1].fields {
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
		value := field.Value
		switch text {
		case "":
		case "-":
			value = ""
		default:
			value = field.read(text)
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
	c.sent++
	for name, value := range map[string]any{
		"id": fmt.Sprintf("chat-%s-%d", c.session, c.sent), "channelId": "msteams", "serviceUrl": c.service,
		"locale":       "nb-NO",
		"timestamp":    time.Now().UTC().Format(time.RFC3339Nano),
		"from":         map[string]any{"id": "29:chat", "name": "Kari Nordmann", "aadObjectId": chatPerson},
		"recipient":    map[string]any{"id": "28:kjernebot", "name": "Kjernebot"},
		"conversation": map[string]any{"id": "a:chat", "conversationType": "personal", "tenantId": chatTenant},
	} {
		activity[name] = value
	}
	body, err := json.Marshal(activity)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
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
			c.buttons = c.out.show(m)
		default:
			return nil
		}
	}
}
