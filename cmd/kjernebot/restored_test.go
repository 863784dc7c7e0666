package main

import (
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
	"kjernebot/internal/members"
)

// TestCoordinatorIsToldOnce: also one who stands in COORDINATORS and in the database.
func TestCoordinatorIsToldOnce(t *testing.T) {
	t.Parallel()
	teams := bottest.NewTeams(t)
	s := startApp(t, teams, map[string]string{"COORDINATORS": bottest.ObjectID})
	say(t, teams, "Hei!", 200) // they have a chat
	row := members.Row{Person: message.NewPerson(bottest.Tenant, bottest.ObjectID), Role: members.Coordinator}
	if _, _, err := s.db.PutMembers(t.Context(), message.Person{}, "test", []members.Row{row}); err != nil {
		t.Fatal(err)
	}
	chats, err := s.toCoordinators(t.Context(), message.Reply{Text: "Hei"})
	if err != nil || len(chats) != 1 {
		t.Errorf("%d chats, want 1: %v", len(chats), err)
	}
}
