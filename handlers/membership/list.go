package membership

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/knowledge"
)

const (
	// maxNamed is how many persons a list names: each name is asked of Teams.
	maxNamed = 40
	// maxWaiting is how many of those who wait are shown, maxKommuner how many kommuner with their number of persons.
	maxWaiting  = 5
	maxKommuner = 60
)

// ofKommune is what stands behind «medlemmer» for one kommune only.
var ofKommune = regexp.MustCompile(`(?i)medlemm\pL*\s+(?:(?:i|for|fra|av)\s+)?(.+?)[.!?]*$`)

// List shows who belongs where and who waits, of one kommune when the message names one.
func (m *Dialogue) List(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	rows, noRows := m.directory(c).List(ctx, c.Access)
	waiting, noSuggestions := m.directory(c).Suggestions(ctx, c.Access)
	if err := cmp.Or(noRows, noSuggestions); err != nil {
		return dialogue.Outcome{}, err
	}
	page := dialogue.NewPage(knowledge.Bokmal, "", text.MembersTitle)
	if named := ofKommune.FindStringSubmatch(c.Request.Text); named != nil {
		found := m.Registry.Find(named[1])
		if len(found) != 1 {
			return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, m.notOne(named[1], found)), nil
		}
		page.Label(found[0].Name)
		rows = slices.DeleteFunc(rows, func(r members.Row) bool { return !r.Kommune.Has(found[0].Number) })
		for i := range rows {
			rows[i].Kommune = kommune.NumbersOf(found[0].Number)
		}
		waiting = nil
	}
	m.belonging(ctx, page, rows)
	m.waiting(ctx, page, waiting)
	return page.Outcome(), nil
}

// belonging shows who belongs where: by name when they are few, else how many.
func (m *Dialogue) belonging(ctx context.Context, page *dialogue.Page, rows []members.Row) {
	persons, whole := map[kommune.Number][]members.Row{}, map[kommune.Number]bool{}
	var coordinators, counted []members.Row
	for _, r := range rows {
		switch {
		case r.Role == members.Coordinator:
			coordinators = append(coordinators, r)
		case r.Role == members.Member && r.Object == "":
			whole[kommune.Number(r.Kommune)] = true
		case r.Role == members.Member:
			for _, n := range r.Kommune.All() {
				persons[n] = append(persons[n], r)
			}
			counted = append(counted, r)
		}
	}
	if len(counted)+len(coordinators)+len(whole) == 0 {
		page.Text(text.MembersNone)
		return
	}
	page.Text(fmt.Sprintf(text.MembersCount, norsk.Counted(len(counted), text.Person, text.Persons),
		norsk.Counted(len(persons), text.OneKommune, text.Kommuner)))
	var facts []message.Fact
	if len(coordinators) > 0 && len(coordinators) <= maxNamed {
		facts = append(facts, message.Fact{Title: text.Coordinators, Value: m.names(ctx, coordinators)})
	}
	numbers := slices.AppendSeq(slices.Collect(maps.Keys(persons)), maps.Keys(whole))
	slices.SortFunc(numbers, func(a, b kommune.Number) int {
		return cmp.Or(folded(m.Registry.Name(a), m.Registry.Name(b)), cmp.Compare(a, b))
	})
	numbers = slices.Compact(numbers)
	for _, n := range numbers[:min(len(numbers), maxKommuner)] {
		var parts []string
		if whole[n] {
			parts = append(parts, text.WholeTenant)
		}
		switch {
		case len(persons[n]) > 0 && len(counted) <= maxNamed:
			parts = append(parts, m.names(ctx, persons[n]))
		case len(persons[n]) > 0:
			parts = append(parts, norsk.Counted(len(persons[n]), text.Person, text.Persons))
		}
		facts = append(facts, message.Fact{Title: m.Registry.Name(n), Value: strings.Join(parts, ", ")})
	}
	page.Facts(facts)
	andMore(page, len(numbers)-maxKommuner)
	switch n := len(counted); {
	case n > maxNamed:
		page.Notes(text.MembersOfOne)
	case n > 0:
		page.Card.AddActions(m.changing(ctx, persons)...)
	}
}

// andMore says how many are not shown.
func andMore(page *dialogue.Page, n int) {
	if n > 0 {
		page.Notes(fmt.Sprintf(texts.ForAnnouncing().AndMore, n))
	}
}

// folded compares names as people order them.
func folded(a, b string) int { return cmp.Compare(norsk.Fold(a), norsk.Fold(b)) }

func (m *Dialogue) names(ctx context.Context, rows []members.Row) string {
	names := dialogue.Mapped(rows, func(r members.Row) string { return m.nameOf(ctx, r.Person, "") })
	slices.SortFunc(names, folded)
	return strings.Join(names, ", ")
}

// changing are the buttons that have somebody belong to another kommune, or to one more, and that take them out of one.
func (m *Dialogue) changing(ctx context.Context, persons map[kommune.Number][]members.Row) []any {
	var choices []message.Choice
	for n, rows := range persons {
		for _, r := range rows {
			choices = append(choices, message.Choice{Value: r.Person.String() + " " + string(n),
				Title: m.nameOf(ctx, r.Person, "") + " (" + m.Registry.Name(n) + ")"})
		}
	}
	slices.SortFunc(choices, func(a, b message.Choice) int { return folded(a.Title, b.Title) })
	who := func(field, label string) any { return message.InputSelect(field, label, choices[0].Value, choices) }
	to := m.whichKommune(text.Kommune, texts.FiguresFor(knowledge.Bokmal))
	return []any{
		message.ShowCard(text.ChangeMember, append([]any{who(fieldMember, text.ChangeWhom)}, to...),
			message.Submit(text.AddKommune, dialogue.NewButton("", dialogue.OpAddKommune)),
			message.Submit(text.MoveMember, dialogue.NewButton("", dialogue.OpMoveMember))),
		message.ShowCard(text.RemoveMember, []any{who(fieldPerson, text.RemoveWhom), message.Note(text.RemoveMeans)},
			message.Destructive(text.RemoveYes, dialogue.NewButton("", dialogue.OpRemoveMember))),
	}
}

// waiting shows whom coordinators have not decided about, each with the way to do it.
func (m *Dialogue) waiting(ctx context.Context, page *dialogue.Page, all []members.Suggestion) {
	if len(all) == 0 {
		return
	}
	page.Subheading(fmt.Sprintf(text.MembersWaiting, len(all)))
	for _, s := range all[:min(len(all), maxWaiting)] {
		page.Text(m.nameOf(ctx, s.Person, ""))
		decide := dialogue.NewButton("", dialogue.OpAskMember)
		decide.ID = s.Person.String()
		page.Card.Add(message.Buttons(message.Submit(text.DecideMember, decide)))
	}
	andMore(page, len(all)-maxWaiting)
}

// Question shows the question about somebody who waits.
func (m *Dialogue) Question(ctx context.Context, c *dialogue.Call) error {
	return c.Reply(ctx, m.question(m.known(ctx, c.Button)))
}
