package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// markFile is what lies beside a database file and tells which one it is.
func markFile(path string) string { return path + ".generation" }

// readMark returns the generation that was last used in this place; false when none was.
func readMark(path string) (g generation, ok bool, err error) {
	text, err := os.ReadFile(markFile(path))
	if errors.Is(err, fs.ErrNotExist) {
		return g, false, nil
	}
	if err != nil {
		return g, false, err
	}
	_, bad := fmt.Sscanf(string(text), "%s %d", &g.lineage, &g.claims)
	return g, bad == nil, nil
}

// writeMark is one write of one length, so that a process that is killed leaves the old mark or the new one. It is not
// forced to the disk: a mark that lags behind the database does no harm.
func writeMark(path string, g generation) error {
	f, err := os.OpenFile(markFile(path), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s %020d\n", g.lineage, g.claims)
	return errors.Join(err, f.Close())
}

func (s *sqlite) recognises(_ context.Context, _ *Tx, g generation) (bool, error) {
	mark, marked, err := readMark(s.path)
	if err != nil {
		return false, fmt.Errorf("mark beside the database: %w", err)
	}
	switch {
	case !marked:
		return g.lineage == "", nil // a new one, or one that an earlier version of the program made
	case g.lineage == "":
		return mark.claims == 0, nil
	}
	return mark.lineage == g.lineage && mark.claims <= g.claims, nil
}

func (s *sqlite) sign(ctx context.Context, tx *Tx, g generation) error {
	if g.lineage == "" {
		return nil // the row alone was changed
	}
	if _, err := tx.exec(ctx, `UPDATE generation SET lineage = $1`, g.lineage); err != nil {
		return err
	}
	return s.remember(g)
}

func (s *sqlite) countClaim() string {
	return `UPDATE generation SET claims = claims + 1 RETURNING lineage, claims`
}

func (s *sqlite) remember(g generation) error { return writeMark(s.path, g) }
