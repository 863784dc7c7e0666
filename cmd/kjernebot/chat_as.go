package main

import (
	"context"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

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
func (w chatter) row() (members.Row, error) {
	r := members.Row{Person: message.NewPerson(chatTenant, chatPerson), Role: members.Role(w.as)}
	if w.kommune != "" {
		var err error
		if r.Kommune, err = kommuneFlag(kommune.New(), w.kommune); err != nil {
			return r, err
		}
	}
	switch {
	case w.as == "" && w.kommune == "":
		return members.Row{}, nil
	case w.as == "":
		r.Role = members.Member
	case r.Role == members.Member && r.Kommune == "":
		return r, usageError{fmt.Errorf("--as member needs --kommune, such as 5001")}
	case r.Role != members.Member && r.Role != members.Coordinator:
		return r, usageError{fmt.Errorf("--as %q is neither member nor coordinator", w.as)}
	}
	return r, nil
}

// chatMembers is the members of a database and the one who chats, whom nothing is stored about.
type chatMembers struct {
	members.Store
	row members.Row
}

// MemberRows returns the rows of a person.
func (m chatMembers) MemberRows(ctx context.Context, id message.Person) ([]members.Row, error) {
	if id == m.row.Person {
		return []members.Row{m.row}, nil
	}
	return m.Store.MemberRows(ctx, id)
}

// kommuneFlag reads which kommune is meant, by number or name.
func kommuneFlag(reg *kommune.Registry, text string) (kommune.Number, error) {
	found := reg.Find(text)
	near, isNear := reg.Near(text)
	switch {
	case len(found) == 1:
		return found[0].Number, nil
	case len(found) > 1:
		return "", usageError{fmt.Errorf("--kommune %q are several; give the number: %s or %s", text, found[0].Number,
			found[1].Number)}
	case isNear:
		return "", usageError{fmt.Errorf("--kommune %q is no kommune; did you mean %s (%s)?", text, near.Name, near.Number)}
	}
	return "", usageError{fmt.Errorf("--kommune %q is no kommune; give its name or number, such as 5001", text)}
}
