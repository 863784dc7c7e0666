package usage_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

func TestWhatIsHandedOutCanBeReadBack(t *testing.T) {
	const want = "5001 2026-W45 brukere / 1234\n"
	reg := kommune.New()
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var b bytes.Buffer
		must(t, usage.Write(&b, format, usage.Exported(), reg))
		s, err := intake.Read(t.Context(), "ut."+string(format), b.Bytes(), reg, time.Now())
		must(t, err)
		if diff := cmp.Diff(want, entries(s)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", format, diff)
		}
	}
}

// TestAnExampleIsNeverImported: not as it is, but without its first row.
func TestAnExampleIsNeverImported(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var b bytes.Buffer
		must(t, usage.Template(&b, format, week.Week{Year: 2026, Week: 47}))
		s, err := intake.Read(t.Context(), "mal."+string(format), b.Bytes(), kommune.New(), time.Now())
		must(t, err)
		if s.ProblemCount != 1 || s.Problems[0].Row != 1 || !strings.Contains(s.Problems[0].Text, "eksempelarket") {
			t.Errorf("%s: %v", format, s.Problems)
		}
		if format == sheet.CSV {
			_, rest, _ := strings.Cut(b.String(), "\n")
			s, err := intake.Read(t.Context(), "mal.csv", []byte(rest), kommune.New(), time.Now())
			must(t, err)
			if s.ProblemCount > 0 || s.Rows != 4 || s.Figures.Len() != 8 {
				t.Errorf("%v", s.Problems)
			}
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func entries(s *usage.Sheet) string {
	var b strings.Builder
	for e := range s.Figures.All() {
		fmt.Fprintf(&b, "%s %s %s %s/%s %d\n", e.Kommune, e.Week, e.Measure, e.Unit, e.Profession, e.Value)
	}
	for _, p := range s.Problems {
		fmt.Fprintf(&b, "%s\n", p)
	}
	return b.String()
}
