package handlers

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"kjernebot/internal/members"
	"kjernebot/internal/usage"
)

const (
	// sheetTime is how long a sheet waits for a coordinator to look through its warnings.
	sheetTime = 30 * time.Minute
	// maxSheets bounds what waits; the oldest goes first. A sheet of 200,000 rows takes about 30 MB.
	maxSheets = 4
)

// waitingSheets keeps sheets with warnings until a coordinator accepts them. They are in this process only: another replica,
// or this one after a restart, asks for the file again, which costs a coordinator a few seconds.
type waitingSheets struct {
	mu     sync.Mutex
	sheets []waitingSheet
}

type waitingSheet struct {
	id    string
	sheet *usage.Sheet
	by    members.ID
	at    time.Time
}

// keep stores a sheet and returns the name to take it by.
func (w *waitingSheets) keep(s *usage.Sheet, by members.ID, now time.Time) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sheets) >= maxSheets {
		w.sheets = slices.Delete(w.sheets, 0, 1)
	}
	id := rand.Text()
	w.sheets = append(w.sheets, waitingSheet{id: id, sheet: s, by: by, at: now})
	return id
}

// take returns the sheet, once, to the coordinator who dropped it.
func (w *waitingSheets) take(id string, by members.ID, now time.Time) (*usage.Sheet, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, s := range w.sheets {
		if s.id != id || s.by != by {
			continue
		}
		w.sheets = slices.Delete(w.sheets, i, i+1)
		return s.sheet, now.Sub(s.at) <= sheetTime
	}
	return nil, false
}
