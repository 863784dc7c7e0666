package usage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kjernebot/bot/message"
)

// Why an import is not taken back, for errors.Is.
var (
	// ErrNoImport: there is no such import, or it was taken back already.
	ErrNoImport = errors.New("no such import")
	// ErrBuiltOn: a newer import has figures of a kommune and week of this one's.
	ErrBuiltOn = errors.New("newer figures stand on the import")
)

// Undo takes an import back, 0 for the newest: what it replaced counts again, and what was new in it is missing. It
// stays on record, with who took it back. Only a coordinator may. ErrNoImport, ErrBuiltOn.
func (l *Ledger) Undo(ctx context.Context, v Viewer, by message.Person, id ImportID) (Record, error) {
	if !v.Coordinates() {
		return Record{}, ErrNotAllowed
	}
	return whileStale(func() (Record, error) { return l.undoOnce(ctx, by, id) })
}

func (l *Ledger) undoOnce(ctx context.Context, by message.Person, id ImportID) (Record, error) {
	base, err := l.store.LastImport(ctx)
	var r Record
	if err == nil {
		r, err = l.undoable(ctx, id)
	}
	if err == nil {
		err = l.store.UndoImport(ctx, r.ID, base, by)
	}
	if err != nil {
		return Record{}, fmt.Errorf("undo import: %w", err)
	}
	return r, nil
}

// recordLimit is how many imports are looked through; one a week makes 50 a year.
const recordLimit = 10_000

// undoable finds the import, 0 for the newest that counts.
func (l *Ledger) undoable(ctx context.Context, id ImportID) (Record, error) {
	list, err := l.store.Imports(ctx, recordLimit)
	if err != nil {
		return Record{}, err
	}
	newest := true
	for _, r := range list {
		if r.Undoes != 0 || r.Undone != 0 {
			continue
		}
		if id != 0 && r.ID != id {
			newest = false
			continue
		}
		if newest {
			return r, nil
		}
		on, err := l.store.BuiltOn(ctx, r.ID)
		if err == nil && on {
			err = ErrBuiltOn
		}
		return r, err
	}
	return Record{}, ErrNoImport
}

// LastImport returns when figures were last imported, for `per dato`. false: never, or the viewer sees nothing.
func (l *Ledger) LastImport(ctx context.Context, v Viewer) (at time.Time, ok bool, err error) {
	if !v.SeesAny() {
		return time.Time{}, false, nil
	}
	list, err := l.store.Imports(ctx, 1)
	if err != nil || len(list) == 0 {
		return time.Time{}, false, err
	}
	return list[0].At, true, nil
}
