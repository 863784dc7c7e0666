package storetest

import (
	"encoding/json"
	"errors"
	"testing"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
)

func changesTold(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	f.put(week45)
	f.put("kommune,uke,enhet,brukere\n4601,2026-W45,,20\n4601,2026-W45,A,3\n4601,2026-W45,B,17\n")
	r := f.importing("kommune,uke,enhet,oppslag,brukere\n5001,2026-W45,,173,12\n0301,2026-W45,,900,3\n4601,2026-W45,B,,18\n4601,2026-W46,,5,\n",
		usage.Order{AcceptWarnings: true, DryRun: true})
	got, err := json.Marshal(r.Changes)
	must(t, err)
	// Nobody learns a head count of 1 to 4, nor the 17 from which the 3 follows.
	f.wants(string(got), `[{"kommune":"0301","week":"2026-W45","measure":"brukere","old":80,"new":null},`+
		`{"kommune":"4601","unit":"B","week":"2026-W45","measure":"brukere","old":null,"new":null},`+
		`{"kommune":"5001","week":"2026-W45","measure":"oppslag","old":120,"new":173}]`)
}

func undo(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	taken := func(id usage.ImportID) error {
		_, err := f.Undo(t.Context(), operator(), message.Person{}, id)
		return err
	}
	if err := taken(0); !errors.Is(err, usage.ErrNoImport) {
		t.Errorf("undid nothing: %v", err)
	}
	first := f.importing(week45, usage.Order{AcceptWarnings: true}).ID
	second := f.importing("kommune,uke,oppslag\n5001,2026-W45,121\n5001,2026-W46,7\n4601,2026-W46,8\n",
		usage.Order{AcceptWarnings: true}).ID
	before := f.told(operator(), usage.Query{National: true})
	third := f.importing("kommune,uke,oppslag\n0301,2026-W46,9\n", usage.Order{AcceptWarnings: true}).ID
	if err := taken(first); !errors.Is(err, usage.ErrBuiltOn) {
		t.Errorf("undid what newer figures stand on: %v", err)
	}
	must(t, taken(0))
	f.wants(f.told(operator(), usage.Query{National: true}), before)
	if err := taken(third); !errors.Is(err, usage.ErrNoImport) {
		t.Errorf("undid twice: %v", err)
	}
	must(t, taken(second))
	f.wants(f.told(operator(), usage.Query{}), "0301 2026-W45 brukere / 80\n0301 2026-W45 oppslag / 900\n"+
		"5001 2026-W45 brukere / 12\n5001 2026-W45 oppslag / 120\n")
	list, err := f.db.Imports(t.Context(), 10)
	must(t, err)
	if len(list) != 5 || list[0].Undoes != second || list[3].Undone != list[0].ID || list[4].Undone != 0 {
		t.Errorf("imports %+v", list)
	}
	// What was taken back can be stored again, and an import that began before is told that things have moved.
	last, err := f.db.LastImport(t.Context())
	must(t, err)
	r := f.importing("kommune,uke,oppslag\n5001,2026-W45,121\n", usage.Order{AcceptWarnings: true})
	if r.Changed != 1 || !r.Imported {
		t.Errorf("stored again: %+v", r)
	}
	if err := f.db.UndoImport(t.Context(), first, last, message.Person{}); !errors.Is(err, usage.ErrStale) {
		t.Errorf("undone on an old base: %v", err)
	}
	if _, err := f.Undo(t.Context(), usage.Viewer{}, message.Person{}, 0); !errors.Is(err, usage.ErrNotAllowed) {
		t.Errorf("undone by anybody: %v", err)
	}
}

// undoneSmall: whoever saw the figures that were taken back may not compute a small head count from what counts again.
func undoneSmall(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	f.put("kommune,uke,enhet,brukere\n4601,2026-W45,,23\n4601,2026-W45,A,6\n4601,2026-W45,B,17\n")
	f.put("kommune,uke,enhet,brukere\n4601,2026-W45,,20\n4601,2026-W45,A,3\n")
	_, err := f.Undo(t.Context(), operator(), message.Person{}, 0)
	must(t, err)
	f.wants(f.told(operator(), usage.Query{}), "4601 2026-W45 brukere / 23\n")
}
