// Package register looks organisation numbers up in Enhetsregisteret, the open register of Norwegian undertakings. Only
// the number leaves, and only one whose check digit is right. What cannot be found out for certain is not guessed: an
// answer that is not plainly the register's own is none.
package register

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/text/width"
)

// Kind is what a number belongs to.
type Kind string

// The kinds.
const (
	Main    Kind = "main"    // a hovedenhet
	Part    Kind = "part"    // an organisasjonsledd
	Sub     Kind = "sub"     // an underenhet
	Odd     Kind = "odd"     // something else, about which nothing is said for certain
	Unknown Kind = "unknown" // nothing
	Deleted Kind = "deleted" // something that is no more
)

// Unit is what the register says of a number.
type Unit struct {
	Number string
	Kind   Kind
	Name   string   // empty where it may be a person's
	Codes  []string // its næringskoder, the main one first
	Above  string   // the hovedenhet of a Part or Sub, when it could be found: name and number
	parent string
}

// ErrUnreachable: the register gave no answer that can be relied on.
var ErrUnreachable = errors.New("register not reachable")

const (
	// LookTime bounds all that is asked about one number, and should bound all that one message asks.
	LookTime = 2500 * time.Millisecond
	maxBody  = 1 << 20 // how much of an answer is read
	maxAbove = 4       // how many levels lie above a unit at most
	// foundTime and unknownTime are how long an answer counts, for so many numbers; controlTime how long it counts that
	// the register has answered as itself.
	foundTime   = 24 * time.Hour
	unknownTime = 10 * time.Minute
	maxFound    = 10_000
	controlTime = 10 * time.Minute
	control     = "974760673" // a number that is known to exist: the register's own
)

// Numbers are the numbers of nine digits in a text, each once, in groups of three or without gaps. More groups of three
// are the number of something else, such as a meeting, and not one of nine digits with a rest; another number may stand
// beside (`87.102 974760673`).
func Numbers(text string) (all []string) {
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	gap := func(r rune) bool { return r == ' ' || r == '.' || r == '\u00a0' }
	add := func(number string) {
		if len(number) == 9 && !slices.Contains(all, number) {
			all = append(all, number)
		}
	}
	for part := range strings.FieldsFuncSeq(width.Narrow.String(text), func(r rune) bool { return !digit(r) && !gap(r) }) {
		groups := ""
		for run := range strings.FieldsFuncSeq(part, gap) {
			if len(run) == 3 {
				groups += run
				continue
			}
			add(groups)
			add(run)
			groups = ""
		}
		add(groups)
	}
	return all
}

// Valid reports whether the check digit of nine digits is right.
func Valid(number string) bool {
	if len(number) != 9 || strings.Trim(number, "0123456789") != "" {
		return false
	}
	sum := 0
	for i, weight := range []int{3, 2, 7, 6, 5, 4, 3, 2} {
		sum += weight * int(number[i]-'0')
	}
	return (11-sum%11)%11 == int(number[8]-'0')
}

// Client looks numbers up. Its methods may be called from several goroutines.
type Client struct {
	base       string
	http       *http.Client
	found      *expirable.LRU[string, Unit]
	unknown    *expirable.LRU[string, Unit]
	mu         sync.Mutex
	controlled time.Time // when the register last answered as itself
}

// New makes a client of the register at that address, such as https://data.brreg.no/enhetsregisteret/api; nil without
// one.
func New(address string) *Client {
	if address == "" {
		return nil
	}
	return &Client{
		base:    strings.TrimSuffix(address, "/"),
		http:    &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		found:   expirable.NewLRU[string, Unit](maxFound, nil, foundTime),
		unknown: expirable.NewLRU[string, Unit](maxFound, nil, unknownTime),
	}
}

// Look finds out what a valid number belongs to. ErrUnreachable when that cannot be found out now.
func (c *Client) Look(ctx context.Context, number string) (Unit, error) {
	if !Valid(number) {
		return Unit{}, errors.New("no organisation number")
	}
	for _, kept := range []*expirable.LRU[string, Unit]{c.found, c.unknown} {
		if u, ok := kept.Get(number); ok {
			return u, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, LookTime)
	defer cancel()
	u, err := c.get(ctx, "enheter", number)
	if err == nil && u.Kind == Unknown {
		u, err = c.get(ctx, "underenheter", number)
	}
	switch {
	case err != nil:
		return Unit{}, err
	case u.Kind == Unknown:
		if err := c.control(ctx); err != nil {
			return Unit{}, err
		}
		c.unknown.Add(number, u)
		return u, nil
	case u.parent != "" && u.Kind != Odd:
		u.Above = c.above(ctx, u.parent)
	}
	if u.Kind != Deleted && (u.Above != "" || u.Kind == Main) {
		c.found.Add(number, u)
	}
	return u, nil
}

// above is the hovedenhet that a unit hangs on; empty when it cannot be found now.
func (c *Client) above(ctx context.Context, number string) string {
	for range maxAbove {
		u, err := c.get(ctx, "enheter", number)
		if err != nil || u.Kind != Part && u.Kind != Main {
			return ""
		}
		if u.Kind == Main {
			return strings.TrimSpace(u.Name + " " + u.Number)
		}
		number = u.parent
	}
	return ""
}

// control makes sure once in a while that it is the register that says that it does not know a number, and no proxy or
// wrong address.
func (c *Client) control(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.controlled) < controlTime {
		return nil
	}
	if u, err := c.get(ctx, "enheter", control); err != nil || u.Kind == Unknown || u.Kind == Deleted {
		return ErrUnreachable
	}
	c.controlled = time.Now()
	return nil
}

// answer is what the register writes of a unit, as far as it is of use.
type answer struct {
	Number  string `json:"organisasjonsnummer"`
	Name    string `json:"navn"`
	Form    code   `json:"organisasjonsform"`
	Code1   code   `json:"naeringskode1"`
	Code2   code   `json:"naeringskode2"`
	Code3   code   `json:"naeringskode3"`
	Parent  string `json:"overordnetEnhet"`
	Deleted string `json:"slettedato"`
	Closed  string `json:"nedleggelsesdato"`
	Status  int    `json:"status"`
}

type code struct {
	Code string `json:"kode"`
}

// get asks for one number among those of a sort.
func (c *Client) get(ctx context.Context, sort, number string) (Unit, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/"+sort+"/"+number, nil)
	if err != nil {
		return Unit{}, ErrUnreachable
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Kjernebot")
	resp, err := c.http.Do(req)
	if err != nil {
		return Unit{}, errors.Join(ErrUnreachable, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil || len(raw) > maxBody {
		return Unit{}, ErrUnreachable
	}
	var a answer
	body := bytes.TrimSpace(raw)
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	written := (kind == "application/json" || strings.HasSuffix(kind, "+json")) && json.Unmarshal(body, &a) == nil
	switch {
	case resp.StatusCode == http.StatusGone:
		return Unit{Number: number, Kind: Deleted}, nil
	case resp.StatusCode == http.StatusNotFound && (len(body) == 0 || written && (a.Status == 0 || a.Status == 404) &&
		(a.Number == "" || a.Number == number)):
		return Unit{Number: number, Kind: Unknown}, nil
	case resp.StatusCode != http.StatusOK || !written || a.Number != number:
		return Unit{}, ErrUnreachable
	}
	return a.unit(sort), nil
}

// nameless are the forms of organisation that may be called after a person.
var nameless = map[string]bool{"ENK": true, "ANNA": true, "": true, "PERS": true}

// unit is what an answer says.
func (a answer) unit(sort string) Unit {
	u := Unit{Number: a.Number, parent: a.Parent, Kind: Odd}
	if !nameless[a.Form.Code] {
		u.Name = a.Name
	}
	for _, c := range []code{a.Code1, a.Code2, a.Code3} {
		if c.Code != "" {
			u.Codes = append(u.Codes, c.Code)
		}
	}
	today := time.Now().Format(time.DateOnly)
	switch {
	case a.Deleted != "", a.Closed != "" && a.Closed < today:
		u.Kind = Deleted
	case sort == "underenheter":
		u.Kind = Sub
	case a.Form.Code == "ORGL":
		u.Kind = Part
	case a.Parent == "":
		u.Kind = Main
	}
	return u
}
