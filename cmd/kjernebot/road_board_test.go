package main

import (
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
)

// TestTheBoard: coordinators see where all kommuner stand, who has been stuck longest first, a part of them, a kommune
// with what is known of it, and the whole as a workbook; nobody else does.
func TestTheBoard(t *testing.T) {
	t.Parallel()
	d := newDrive(t)
	o := newOffice(t, onThisMachine(d)...)
	o.role(bottest.ObjectID, "5001", members.Member)
	o.role(memberObject, "5001", members.Member)
	o.imports("kommunenummer;uke;oppslag\n1103;" + latest().String() + ";12\n")
	tell := func(text string) { t.Helper(); o.post(as(o.Message(text)), 1) }
	tell("vi står fast på 4b i Trondheim fordi leverandøren ikke svarer")
	tell("vi har begynt på steg 2 i Oslo")
	tell("vi står fast på 4a i Bergen")
	wantIn(t, o.post(o.Message("tavla"), 1)[0], "bare koordinatorene")

	board := o.post(as(o.Message("hvem står fast?")), 1)[0]
	text := string(board.Body)
	wantIn(t, board, "Kommuner: 357", "Steg 4a: ikke begynt 356, i gang 0, gjort 0, står fast 1", "I bruk: ikke begynt 356",
		"Velg fylke og steg", "Neste side")
	order := []string{"Trondheim: Står på ⛔ Steg 4b", "Bergen: Står på ⛔ Steg 4a", "Oslo: Står på 🔷 Steg 2", "Eigersund: Står på ⬜"}
	for i := 1; i < len(order); i++ {
		if a, b := strings.Index(text, order[i-1]), strings.Index(text, order[i]); a < 0 || b < a {
			t.Errorf("%q stands at %d, %q at %d", order[i-1], a, order[i], b)
		}
	}
	if strings.Contains(text, "Stavanger") {
		t.Error("who is in use is not on the first page")
	}
	choose := func(at bottest.Message, op string, fields map[string]any) bottest.Message {
		t.Helper()
		return o.post(o.click(as(o.Message("")), at, op, fields), 1)[0]
	}
	part := choose(board, "road-board", map[string]any{"fylke": "46", "at": "4a"})
	wantIn(t, part, "Vestland · Steg 4a", "Kommuner: 1.", "Bergen")
	if strings.Contains(string(part.Body), "Trondheim: Står") {
		t.Errorf("another fylke: %s", part.Body)
	}
	one := choose(board, "road", map[string]any{"kommune-road": "5001"})
	wantIn(t, one, "Trondheim **står fast** på **steg 4b**", "leverandøren ikke svarer", "Personer som er lagt inn: 2",
		"Nyeste brukstall: ingen ennå", "Åpne spørsmål: 0")

	asked := choose(part, "road-file", nil)
	o.post(as(o.accepts(asked, d, "veien.xlsx")), 1)
	book := string(d.get(t, "/veien.xlsx"))
	wantIn(t, book, "Bergen", "står fast", "Vestland")
	if strings.Contains(book, "Trondheim") {
		t.Error("the file has what was not asked for")
	}
	stolen := o.click(o.Message(""), board, "road-board", nil)
	wantIn(t, o.post(stolen, 1)[0], "bare koordinatorene")
}
