package figures

import (
	"strings"
	"testing"

	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
)

// TestReportCards holds what a coordinator sees of a dropped sheet.
func TestReportCards(t *testing.T) {
	reg, db := kommune.New(), dialoguetest.Open(t)
	ledger := usage.NewLedger(db, reg)
	ledger.Now = db.Now
	v := usage.NewViewer(members.Operator(), usage.Own)
	put := func(name, csv string, accept bool) usage.Report {
		sheet, err := intake.Read(name, strings.NewReader(csv), reg)
		if err != nil {
			t.Fatal(err)
		}
		report, err := ledger.Import(t.Context(), v, usage.Order{Sheets: []*usage.Sheet{sheet}, AcceptWarnings: accept})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	put("uker.csv", dialoguetest.ExampleSheet(), true)
	for _, tc := range []struct{ name, csv string }{ // in order: one is stored
		{"report-stored", "kommunenummer;uke;oppslag;brukere\n1103;2026-W47;310;40\n5001;2026-W47;663;82\n"},
		{"report-problems", "kommunenummer;uke;oppslag;brukere\n1103;uke 99;310;40\n9999;2026-W47;mange;82\n"},
		{"report-warnings", "kommunenummer;uke;oppslag\n5501;2026-W47;99999\n5501;2027-W20;5\n"},
	} {
		report := put("uke 47.csv", tc.csv, false)
		waiting := ""
		if !report.Imported && report.ProblemCount == 0 {
			waiting = "SHEET"
		}
		dialoguetest.Golden(t, tc.name, dialoguetest.Seen(t, reportOutcome(report, waiting)))
	}
}
