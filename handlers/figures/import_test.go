package figures

import (
	"context"
	"testing"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

// nobodySubscribes is a store where nobody gets figures every week.
type nobodySubscribes struct{ Store }

func (nobodySubscribes) DueSubscriptions(context.Context, week.Week) ([]usage.Subscription, error) {
	return nil, nil
}

// TestReportCards holds what a coordinator sees of a dropped sheet.
func TestReportCards(t *testing.T) {
	reg, db := kommune.New(), dialoguetest.Open(t)
	ledger := usage.NewLedger(db, reg)
	ledger.Now = db.Now
	v := usage.NewViewer(members.Operator(), usage.Own)
	u := &Dialogue{Shared: dialogue.Shared{Registry: reg}, Ledger: ledger, Kept: nobodySubscribes{}}
	put := func(name, csv string, accept, dry bool) usage.Report {
		sheet, err := intake.Read(t.Context(), name, []byte(csv), reg, db.Now())
		if err != nil {
			t.Fatal(err)
		}
		report, err := ledger.Import(t.Context(), v, usage.Order{Sheets: []*usage.Sheet{sheet}, AcceptWarnings: accept,
			DryRun: dry})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	put("uker.csv", dialoguetest.ExampleSheet(), true, false)
	for _, tc := range []struct{ name, csv string }{ // in order: one is stored
		{"report-stored", "kommunenummer;uke;oppslag;brukere\n1103;2026-W47;310;40\n5001;2026-W47;663;82\n"},
		{"report-changes", "kommunenummer;uke;oppslag;brukere\n5001;2026-W46;700;90\n5001;2026-W47;663;83\n"},
		{"report-problems", "kommunenummer;uke;oppslag;brukere\n1103;uke 99;310;40\n9999;2026-W47;mange;82\n"},
		{"report-warnings", "kommunenummer;uke;oppslag\n5501;2026-W47;99999\n5501;2027-W20;5\n"},
	} {
		report := put("uke 47.csv", tc.csv, false, tc.name == "report-changes")
		waiting := ""
		if !report.Imported && report.ProblemCount == 0 {
			waiting = "SHEET"
		}
		out, err := u.reportOutcome(t.Context(), report, waiting)
		if err != nil {
			t.Fatal(err)
		}
		dialoguetest.Golden(t, tc.name, dialoguetest.Seen(t, out))
	}
}
