package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/sheet"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

func (c *cli) usageCommand() *cobra.Command {
	return group("usage", "Weekly usage figures, in and out", "say what to do with the figures",
		c.usageImportCommand(), c.usageUndoCommand(), c.usageShowCommand(), c.usageTemplateCommand())
}

// ledgerAccess is what the commands about figures work with: the database of a running server, by the same rules.
type ledgerAccess struct {
	cfg    config.Config
	db     *store.DB
	reg    *kommune.Registry
	ledger *usage.Ledger
}

// withFigures runs work on the figures in the database of the settings.
func (c *cli) withFigures(ctx context.Context, work func(*ledgerAccess) error, opts ...store.Option) error {
	cfg, db, err := c.database(ctx, opts...)
	if err != nil {
		return err
	}
	reg := kommune.New()
	return errors.Join(work(&ledgerAccess{cfg: cfg, db: db, reg: reg, ledger: usage.NewLedger(db, reg)}), db.Close())
}

// operator is whoever has a shell on the machine.
func (f *ledgerAccess) operator() usage.Viewer {
	return usage.NewViewer(members.Operator(), usage.Visibility(f.cfg.UsageVisibility))
}

// parsePerson reads TENANT/PERSON.
func parsePerson(text string) (message.Person, error) {
	tenant, person, ok := strings.Cut(text, "/")
	id := message.NewPerson(tenant, person)
	if !ok || id.Tenant == "" || id.Object == "" || string(id.Object) == string(id.Tenant) {
		return id, usageError{fmt.Errorf("%q is no person; write the tenant's id, a slash and the person's object id",
			text)}
	}
	return id, nil
}

// encoder prints one JSON object a line.
func (c *cli) encoder() *json.Encoder {
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	return e
}

func (c *cli) usageTemplateCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Write an example sheet as the import takes it",
		Long:  "Writes an example of a sheet with weekly figures: CSV to standard output, or with -o a CSV or XLSX file.",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			week := week.LatestComplete(time.Now())
			return c.writeSheet(file, func(w io.Writer, format sheet.Format) error { return usage.Template(w, format, week) })
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "the file to write, ending in .csv or .xlsx")
	return cmd
}

// writeSheet writes a sheet to a file in the format that its name tells, or as CSV to standard output when there is
// no name.
func (c *cli) writeSheet(file string, write func(io.Writer, sheet.Format) error) error {
	if file == "" {
		return write(c.stdout, sheet.CSV)
	}
	format, err := sheet.FormatOf(file)
	if err != nil {
		return usageError{fmt.Errorf("-o %w", err)}
	}
	var content bytes.Buffer
	if err := write(&content, format); err != nil {
		return err
	}
	return os.WriteFile(file, content.Bytes(), 0o600)
}

// readSheets reads every file. What is not understood is in the sheets, not in the error.
func (f *ledgerAccess) readSheets(ctx context.Context, files []string) ([]*usage.Sheet, error) {
	var sheets []*usage.Sheet
	for _, file := range files {
		sheet, err := f.readSheet(ctx, file)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

func (f *ledgerAccess) readSheet(ctx context.Context, file string) (*usage.Sheet, error) {
	raw, err := readFile(file)
	if err != nil {
		return nil, err
	}
	return intake.Read(ctx, file, raw, f.reg, time.Now())
}

// readFile reads a file whole, or as much of it as shows that it is too large for a sheet.
func readFile(file string) ([]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var raw bytes.Buffer
	if info, err := opened.Stat(); err == nil {
		raw.Grow(int(min(info.Size(), sheet.FileLimit)) + bytes.MinRead)
	}
	_, err = raw.ReadFrom(io.LimitReader(opened, sheet.FileLimit+1))
	return raw.Bytes(), err
}

// importAttempts is how often an import begins anew because somebody else's was stored meanwhile.
const importAttempts = 3

// whileStale does something with the imports, and does it anew when that is due.
func whileStale[T any](do func() (T, error)) (done T, err error) {
	for range importAttempts {
		if done, err = do(); !errors.Is(err, usage.ErrStale) {
			break
		}
	}
	return done, err
}
