package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

// office is the whole program with figures in it: a member of Trondheim, who is the one that bottest speaks for, and a
// chief is what a coordinator writes in their own chat.
func (o *office) chief(text string) map[string]any {
	a := o.Message(text)
	a["conversation"].(map[string]any)["id"] = coordinatorChat
	return as(a)
}

// coordinator.
type office struct {
	*stage
	app *started
	env map[string]string
}

func newOffice(t *testing.T, pairs ...string) *office {
	t.Helper()
	env := map[string]string{"COORDINATORS": coordinator,
		"DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "office.db"), "LOG_LEVEL": "debug"}
	for i := 0; i < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	teams := bottest.NewTeams(t)
	o := &office{stage: &stage{Teams: teams, t: t}, env: env}
	if id, set := env["MICROSOFT_APP_ID"]; set && id == "" {
		teams.Open() // there is no token to show
	}
	o.app = startApp(t, teams, env)
	return o
}

// role says who somebody is.
func (o *office) role(object string, k kommune.Numbers, r members.Role) {
	o.t.Helper()
	row := members.Row{Person: message.NewPerson(bottest.Tenant, object), Kommune: k, Role: r}
	if _, _, err := o.app.db.PutMembers(o.t.Context(), message.Person{}, "test", []members.Row{row}); err != nil {
		o.t.Fatal(err)
	}
}

// imports stores a sheet as the operator does.
func (o *office) imports(csv string) {
	o.t.Helper()
	reg := kommune.New()
	sheet, err := intake.Read(o.t.Context(), "uker.csv", []byte(csv), reg, time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	report, err := usage.NewLedger(o.app.db, reg).Import(o.t.Context(), usage.NewViewer(members.Operator(), usage.Own),
		usage.Order{Sheets: []*usage.Sheet{sheet}, AcceptWarnings: true})
	if err != nil || !report.Imported {
		o.t.Fatal(report, err)
	}
}

// latest is the newest week that has ended.
func latest() week.Week { return week.LatestComplete(time.Now()) }

// marks are numbers that stand in one kommune's figures only and that no sum of others gives.
var marks = map[kommune.Number]int{"5001": 7_103_301, "4601": 2_820_713, "1103": 9_930_417}

// markedSheet has three kommuner over twenty weeks, each figure with the mark of its kommune in it.
func markedSheet() string {
	var b strings.Builder
	b.WriteString("kommunenummer;enhet;yrkesgruppe;uke;oppslag;brukere\n")
	for n, mark := range marks {
		for i := range 20 {
			w := latest().Add(-i)
			fmt.Fprintf(&b, "%s;;;%s;%d;%d\n", n, w, mark, mark/2)
			fmt.Fprintf(&b, "%s;Enhet i %s;;%s;%d;%d\n", n, n, w, mark+1, mark/2)
			fmt.Fprintf(&b, "%s;;lege;%s;%d;%d\n", n, w, mark+2, mark/2)
		}
	}
	return b.String()
}

// spelled are the ways in which a number can be written in what is sent.
func spelled(n int) []string {
	all := []string{fmt.Sprint(n)}
	for _, space := range []string{"\u00a0", " ", `\u00a0`} {
		s := all[0]
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + space + s[i:]
		}
		all = append(all, s)
	}
	return all
}

// foreign finds another kommune's mark in something that was sent or kept.
func foreign(content []byte, own kommune.Numbers) string {
	for n, mark := range marks {
		if own.Has(n) {
			continue
		}
		for _, number := range []int{mark, mark + 1, mark + 2, mark / 10} {
			for _, s := range spelled(number) {
				if bytes.Contains(content, []byte(s)) {
					return fmt.Sprintf("%s of %s", s, n)
				}
			}
		}
		if bytes.Contains(content, []byte("Enhet i "+string(n))) {
			return "a unit of " + string(n)
		}
	}
	return ""
}

// drive is where people's files are: it gives what is asked for and takes what is put there.
type drive struct {
	url   string
	mu    sync.Mutex
	files map[string][]byte
}

func newDrive(t *testing.T) *drive {
	d := &drive{files: map[string][]byte{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		defer d.mu.Unlock()
		if r.Header.Get("Authorization") != "" {
			t.Error("a token was sent to where files are")
		}
		if r.Method == http.MethodPut {
			d.files[r.URL.Path], _ = io.ReadAll(r.Body)
			w.WriteHeader(http.StatusCreated)
			return
		}
		content, ok := d.files[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(content)
	}))
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

func (d *drive) host() string { return strings.TrimPrefix(d.url, "http://") }

func (d *drive) put(name, content string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[name] = []byte(content)
}

// get is a file that was put, a workbook unpacked.
func (d *drive) get(t *testing.T, name string) []byte {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	raw := d.files[name]
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return raw
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, part...)
	}
	return raw
}

// onThisMachine are the settings without a registration, so that files may come from this machine.
func onThisMachine(d *drive) []string {
	return []string{"MICROSOFT_APP_ID", "", "MICROSOFT_APP_PASSWORD", "", "MICROSOFT_APP_TENANT_ID", "", "FILE_HOSTS",
		d.host()}
}

// drops a file into the chat.
func dropped(a map[string]any, d *drive, name string) map[string]any {
	delete(a, "text")
	a["attachments"] = []any{map[string]any{
		"contentType": "application/vnd.microsoft.teams.file.download.info", "name": name,
		"content": map[string]any{"downloadUrl": d.url + "/" + name, "uniqueId": "x", "fileType": "csv"},
	}}
	return a
}

// accepts answers the question whether a file is wanted.
func (o *office) accepts(question bottest.Message, d *drive, name string) map[string]any {
	o.t.Helper()
	var m struct {
		Attachments []struct {
			Content struct {
				AcceptContext json.RawMessage `json:"acceptContext"`
			} `json:"content"`
		} `json:"attachments"`
	}
	if err := json.Unmarshal(question.Body, &m); err != nil || len(m.Attachments) != 1 {
		o.t.Fatalf("no question about a file: %s", question.Body)
	}
	a := o.Message("")
	a["type"], a["name"], a["replyToId"] = "invoke", "fileConsent/invoke", question.ID
	a["value"] = map[string]any{
		"type": "fileUpload", "action": "accept", "context": m.Attachments[0].Content.AcceptContext,
		"uploadInfo": map[string]any{"contentUrl": d.url + "/" + name, "name": name, "uploadUrl": d.url + "/" + name,
			"uniqueId": "u", "fileType": "csv"},
	}
	return a
}

// buttonsOf are what the buttons of a message send, those inside others too.
func buttonsOf(t *testing.T, m bottest.Message) []map[string]any {
	t.Helper()
	var all []map[string]any
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if data, ok := v["data"].(map[string]any); ok && carried(data)["op"] != nil {
				all = append(all, data)
			}
			for _, one := range v {
				walk(one)
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		}
	}
	walk(decoded(t, m.Body))
	return all
}

// buttonWith is what the button sends whose data has that value.
func buttonWith(t *testing.T, m bottest.Message, key, value string) map[string]any {
	t.Helper()
	for _, b := range buttonsOf(t, m) {
		if carried(b)[key] == value {
			return b
		}
	}
	t.Fatalf("no button with %s %s in %s", key, value, m.Body)
	return nil
}

// pressed is an activity that presses a button.
func pressed(a map[string]any, data map[string]any, on string) map[string]any {
	delete(a, "text")
	a["value"], a["replyToId"] = data, on
	return a
}
