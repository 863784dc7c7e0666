package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/road"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/register"
	book "kjernebot/internal/road"
	"kjernebot/internal/store"
	"kjernebot/knowledge"
)

// verdictJSON is what is said of an organisation number, or of a næringskode alone (design §3.3).
type verdictJSON struct {
	Number   string   `json:"number"`
	Form     string   `json:"form"`
	Name     string   `json:"name"`
	Codes    []string `json:"codes"`
	Delegate *bool    `json:"delegate"`
	codeJSON
}

type codeJSON struct {
	Code   string `json:"code,omitempty"`
	Access *bool  `json:"access"`
	Why    string `json:"why"`
}

// forms are what kinds of units are called in what is printed.
var forms = map[register.Kind]string{register.Main: "hovedenhet", register.Sub: "underenhet",
	register.Part: "organisasjonsledd"}

func (c *cli) checkCommand() *cobra.Command {
	return c.withJSON("print one JSON object for each", &cobra.Command{
		Use: "check N…", Args: takes(1, 1000, "an organisation number or a næringskode (N)"),
		RunE: c.onSettings(func(ctx context.Context, cfg config.Config, args []string) error {
			l, err := openLibrary(cfg.KnowledgeDir)
			if err != nil {
				return err
			}
			d := &road.Dialogue{Shared: dialogue.Shared{Base: l.Base}, Register: register.New(cfg.RegisterURL)}
			for _, n := range args {
				err = errors.Join(err, c.check(ctx, d, n))
			}
			return err
		}),
	})
}

func (c *cli) check(ctx context.Context, d *road.Dialogue, n string) (err error) {
	v := verdictJSON{Number: strings.NewReplacer(" ", "", ".", "").Replace(n), Codes: []string{}}
	if len(v.Number) == 5 {
		v.Code = n
		v.Why, v.Access = d.JudgeCodes(knowledge.Bokmal, []string{n})
		return c.print(v.codeJSON, func() { c.printf("%s  %s\n", n, v.Why) })
	}
	said := d.Judge(ctx, knowledge.Bokmal, v.Number)
	v.Form = cmp.Or(forms[said.Unit.Kind], "unknown")
	switch {
	case !said.Valid:
		v.Form, err = "invalid", fmt.Errorf("%s: the check digit is wrong", n)
	case said.Err != nil:
		v.Form, err = "unavailable", fmt.Errorf("%s: %w", n, said.Err)
	}
	v.Name, v.Codes = said.Unit.Name, append(v.Codes, said.Unit.Codes...)
	v.Delegate, v.Access, v.Why = said.Delegate, said.Access, strings.Join(said.Lines, " ")
	return errors.Join(err, c.print(v, func() { c.printf("%s  %s  %s\n", v.Number, v.Form, v.Why) }))
}

// The steps without a number, and the state of which nobody has said anything, as they are called on the command line.
const channel, inUse, noState = "channel", "in_use", "none"

// roadJSON is where a kommune stands (design §3.3).
type roadJSON struct {
	Kommune kommune.Number    `json:"kommune"`
	Steps   map[string]string `json:"steps"`
	InUse   bool              `json:"in_use"`
	Next    string            `json:"next"`
	Since   string            `json:"since"`
	Stuck   string            `json:"stuck"`
	By      string            `json:"by"`
}

func newRoadJSON(r book.Road) roadJSON {
	j := roadJSON{Kommune: r.Kommune, Steps: map[string]string{}, InUse: r.Mark(book.InUse).State == book.Done}
	for _, m := range r.Marks {
		if m.Step != book.InUse {
			j.Steps[stepWord(m.Step)] = cmp.Or(string(m.State), noState)
		}
	}
	if now, ok := r.Now(); ok {
		j.Next, j.Stuck = stepWord(now.Step), now.Why
		if !now.Since.IsZero() {
			j.Since, j.By = now.Since.Format(time.DateOnly), strings.Trim(now.By.String(), "/")
		}
	}
	return j
}

func stepWord(s book.Step) string {
	return cmp.Or(map[book.Step]string{book.Invited: channel, book.InUse: inUse}[s], string(s))
}

func (c *cli) roadCommand() *cobra.Command {
	why := ""
	set := &cobra.Command{
		Use:  "set KOMMUNE STEP STATE",
		Args: takes(3, 3, "a kommune, a step (1, 2, 3, 4a, 4b, 4c, channel) or a state"),
		RunE: c.onDatabase(func(o *opened, ctx context.Context, args []string) error {
			found := o.reg.Find(args[0])
			if len(found) != 1 {
				return usageError{fmt.Errorf("%q is no kommune; such as 5001 or Trondheim", args[0])}
			}
			m := book.Mark{Kommune: found[0].Number, Step: book.Step(args[1]), State: book.State(args[2]), Why: why}
			if args[1] == channel {
				m.Step = book.Invited
			}
			if args[2] == noState {
				m.State = book.NotBegun
			}
			_, err := book.NewBook(o.db).Say(ctx, members.Operator(), m)
			if errors.Is(err, book.ErrUnknown) {
				return usageError{fmt.Errorf("%s %s: no such step or state; in_use follows from figures", args[1], args[2])}
			}
			return err
		}),
	}
	set.Flags().StringVar(&why, "why", "", "why it is stuck")
	return group("road", "say what to do with the road", set,
		c.withJSON("print one JSON object a kommune", &cobra.Command{
			Use: "show", Args: noArgs,
			RunE: c.onDatabase(func(o *opened, ctx context.Context, _ []string) error {
				roads, err := book.NewBook(o.db).All(ctx, members.Operator(), o.reg.All())
				for _, r := range roads {
					j := newRoadJSON(r)
					err = errors.Join(err, o.print(j, func() {
						o.printf("%s  %-6s  %-10s  %s\n", j.Kommune, cmp.Or(j.Next, inUse), cmp.Or(j.Since, "-"), j.Stuck)
					}))
				}
				return err
			}, store.Look),
		}))
}
