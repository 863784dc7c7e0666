package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
)

func (c *cli) usageUndoCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "undo [ID]",
		Short: "Take an import back: the newest, or the one that is named",
		Long: "What the import replaced counts again, and what was new in it is missing. ID is what 'usage import' " +
			"said.\n" +
			"An import whose kommuner and weeks a newer one has figures of is not taken back: undo the newer first.",
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := importID(args)
			if err != nil {
				return err
			}
			return c.withFigures(cmd.Context(), func(f *ledgerAccess) error {
				return c.undoImport(cmd.Context(), f, id, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was taken back as a JSON object")
	return cmd
}

// importID reads the number of an import; 0 is the newest.
func importID(args []string) (usage.ImportID, error) {
	if len(args) == 0 {
		return 0, nil
	}
	n, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil || n <= 0 {
		return 0, usageError{fmt.Errorf("%q is no import; give the number that 'usage import' printed, such as 7", args[0])}
	}
	return usage.ImportID(n), nil
}

// undone is what `usage undo --json` prints.
type undone struct {
	ID        usage.ImportID `json:"id"`
	Files     []string       `json:"files"`
	Rows      int            `json:"rows"`
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Undone    bool           `json:"undone"`
}

func (c *cli) undoImport(ctx context.Context, f *ledgerAccess, id usage.ImportID, asJSON bool) error {
	r, err := whileStale(func() (usage.Record, error) { return f.ledger.Undo(ctx, f.operator(), message.Person{}, id) })
	switch {
	case errors.Is(err, usage.ErrNoImport) && id == 0:
		return errors.New("nothing was taken back: there is no import that counts")
	case errors.Is(err, usage.ErrNoImport):
		return fmt.Errorf("nothing was taken back: there is no import %d, or it was taken back already", id)
	case errors.Is(err, usage.ErrBuiltOn):
		return fmt.Errorf("nothing was taken back: newer figures stand on import %d; take the newer import back first", id)
	case err != nil:
		return err
	case asJSON:
		return c.encoder().Encode(undone{r.ID, r.Files, r.Rows, r.New, r.Changed, r.Unchanged, true})
	}
	_, err = fmt.Fprintf(c.stdout, "import %d (%s) was taken back: %d new and %d changed count no more\n",
		r.ID, counted(r.Rows, "row"), r.New, r.Changed)
	return err
}
