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
	t, only := texts.ForCoordinators(), kommune.Kommune{}
	if named := ofKommune.FindStringSubmatch(c.Request.Text); named != nil {
		found := m.registry.Find(named[1])
		if len(found) != 1 {
			return dialogue.Plain(dialogue.KindHelp, knowledge.Bokmal, m.notOne(named[1], found)), nil
		}
		only = found[0]
	}
	directory := m.people.Directory(c.Person.Tenant)
	rows, err := directory.List(ctx, c.Access)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	waiting, err := directory.Suggestions(ctx, c.Access)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	page := dialogue.NewPage(knowledge.Bokmal, "", t.MembersTitle)
	if only.Number != "" {
		page.Label(only.Name)
		rows = slices.DeleteFunc(rows, func(r members.Row) bool { return r.Kommune != only.Number })
		waiting = nil
	}
	m.belonging(ctx, page, rows)
	m.waiting(ctx, page, waiting)
	return page.Outcome(), nil
}

// belonging shows who belongs where: by name when they are few, else how many.
func (m *Dialogue) belonging(ctx context.Context, page *dialogue.Page, rows []members.Row) {
	t := texts.ForCoordinators()
	persons, whole := map[kommune.Number][]members.Row{}, map[kommune.Number]bool{}
	var coordinators, counted []members.Row
	for _, r := range rows {
		switch {
		case r.Role == members.Coordinator:
			coordinators = append(coordinators, r)
		case r.Role == members.Member && r.Object == "":
			whole[r.Kommune] = true
		case r.Role == members.Member:
			persons[r.Kommune] = append(persons[r.Kommune], r)
			counted = append(counted, r)
		}
	}
	if len(counted)+len(coordinators)+len(whole) == 0 {
		page.Text(t.MembersNone)
		return
	}
	page.Text(fmt.Sprintf(t.MembersCount, norsk.Counted(len(counted), t.Person, t.Persons),
		norsk.Counted(len(persons), t.OneKommune, t.Kommuner)))
	var facts []message.Fact
	if len(coordinators) > 0 && len(coordinators) <= maxNamed {
		facts = append(facts, message.Fact{Title: t.Coordinators, Value: m.names(ctx, coordinators)})
	}
	for n := range whole {
		if persons[n] == nil {
			persons[n] = []members.Row{}
		}
	}
	byName := func(a, b kommune.Number) int {
		return cmp.Compare(norsk.Fold(m.registry.Name(a)), norsk.Fold(m.registry.Name(b)))
	}
	numbers := slices.SortedFunc(maps.Keys(persons), byName)
	for _, n := range numbers[:min(len(numbers), maxKommuner)] {
		var parts []string
		if whole[n] {
			parts = append(parts, t.WholeTenant)
		}
		switch {
		case len(persons[n]) > 0 && len(counted) <= maxNamed:
			parts = append(parts, m.names(ctx, persons[n]))
		case len(persons[n]) > 0:
			parts = append(parts, norsk.Counted(len(persons[n]), t.Person, t.Persons))
		}
		facts = append(facts, message.Fact{Title: m.registry.Name(n), Value: strings.Join(parts, ", ")})
	}
	page.Facts(facts)
	if more := len(numbers) - maxKommuner; more > 0 {
		page.Notes(fmt.Sprintf(texts.ForAnnouncing().AndMore, more))
	}
	if len(counted) > maxNamed {
		page.Notes(t.MembersOfOne)
		return
	}
	if len(counted) > 0 {
		page.Card.AddActions(m.removing(ctx, counted))
	}
}

func (m *Dialogue) names(ctx context.Context, rows []members.Row) string {
	var names []string
	for _, r := range rows {
		names = append(names, m.nameOf(ctx, r.Person, ""))
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(norsk.Fold(a), norsk.Fold(b)) })
	return strings.Join(names, ", ")
}

// removing is the button that takes somebody out of a kommune.
func (m *Dialogue) removing(ctx context.Context, rows []members.Row) any {
	t := texts.ForCoordinators()
	var choices []message.Choice
	for _, r := range rows {
		choices = append(choices, message.Choice{Value: r.Person.String(),
			Title: m.nameOf(ctx, r.Person, "") + " (" + m.registry.Name(r.Kommune) + ")"})
	}
	slices.SortFunc(choices, func(a, b message.Choice) int {
		return cmp.Compare(norsk.Fold(a.Title), norsk.Fold(b.Title))
	})
	return message.ShowCard(t.RemoveMember,
		[]any{message.InputSelect(fieldPerson, t.RemoveWhom, choices[0].Value, choices), message.Note(t.RemoveMeans)},
		message.Destructive(t.RemoveYes, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpRemoveMember}))
}

// waiting shows whom coordinators have not decided about, each with the way to do it.
func (m *Dialogue) waiting(ctx context.Context, page *dialogue.Page, all []members.Suggestion) {
	t := texts.ForCoordinators()
	if len(all) == 0 {
		return
	}
	page.Subheading(fmt.Sprintf(t.MembersWaiting, len(all)))
	for _, s := range all[:min(len(all), maxWaiting)] {
		page.Text(m.nameOf(ctx, s.Person, ""))
		page.Card.Add(message.Buttons(message.Submit(t.DecideMember, dialogue.Button{Version: dialogue.ButtonVersion,
			Op: dialogue.OpAskMember, ID: s.Person.String()})))
	}
	if more := len(all) - maxWaiting; more > 0 {
		page.Notes(fmt.Sprintf(texts.ForAnnouncing().AndMore, more))
	}
}

// Question shows the question about somebody who waits.
func (m *Dialogue) Question(ctx context.Context, c *dialogue.Call) error {
	return c.Reply(ctx, m.question(m.known(ctx, c.Button)))
}
