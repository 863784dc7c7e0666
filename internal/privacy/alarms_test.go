package privacy

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestFalseAlarms measures how often random ordinary numbers are taken for
// identity numbers. Eleven random digits are one by chance in one of fifty
// cases, and no rule can tell; most holds the rate of each kind of text.
func TestFalseAlarms(t *testing.T) {
	const messages = 5000
	for _, test := range []struct {
		name string
		most float64 // per cent
		text func(*random) string
	}{
		{"org numbers", 0, func(r *random) string { return r.org() + ", " + r.org() + " og " + r.org() }},
		{"org number and staff", 0, func(r *random) string {
			return "orgnr " + spaced(r.org()) + " (" + r.list(1, 100, "") + " ansatte)"
		}},
		{"org number table", 0.5, func(r *random) string { return "orgnr\tplasser\n" + r.rows(r.org, "\t", 1) }},
		{"org number table, weeks", 0.5, func(r *random) string { return r.rows(r.org, ";45;", 1) }},
		{"phones", 1, func(r *random) string { return r.phone() + ", " + r.phone() + " / " + r.phone() }},
		{"phones from abroad", 0, func(r *random) string {
			return "+47 " + r.phone() + ", 0047" + strings.ReplaceAll(r.phone(), " ", "")
		}},
		{"dates and times", 0, func(r *random) string {
			return r.time("02.01.2006 15:04:05") + ", " + r.time("02.01.06 15.04")
		}},
		{"log times", 0, func(r *random) string {
			return r.time("2006-01-02 15:04:05.000") + " " + r.time("2006-01-02T15:04:05.000-07:00")
		}},
		{"time stamps", 2, func(r *random) string { return r.time("20060102150405") + " " + r.time("200601021504") }},
		{"time stamped files", 0, func(r *random) string {
			return "a_" + r.time("20060102_150405") + " b-" + r.time("2006-01-02-150405")
		}},
		{"weeks", 0.5, func(r *random) string { return "uke " + r.list(8, 53, ", ") }},
		{"figures, commas", 0.5, func(r *random) string { return r.list(10, 1000, ", ") }},
		{"figures, lines", 0.5, func(r *random) string { return r.list(10, 1000, "\n") }},
		{"figures, blanks", 10, func(r *random) string { return r.list(10, 1000, " ") }},
		{"figures, large", 1, func(r *random) string { return r.list(8, 10000, ", ") }},
		{"usage table", 0.5, func(r *random) string { return r.rows(func() string { return "5001;45" }, ";", 2) }},
		{"usage table, Markdown", 0.5, func(r *random) string {
			return r.rows(func() string { return "| 40 " }, " | ", 2)
		}},
		{"message " +
			"ids", 0.1, func(r *random) string { return fmt.Sprint(1_700_000_000_000 + r.Int64N(190_000_000_000)) }},
		{"GUIDs", 1, func(r *random) string { return r.guid() }},
		{"addresses of machines", 2.5, func(r *random) string {
			return fmt.Sprintf("10.%d.%d.%d:%d", r.IntN(256), r.IntN(256), r.IntN(256), 443)
		}},
		{"kommune numbers", 0.1, func(r *random) string {
			return r.kommune() + ", " + r.kommune() + ", " +
				"0301, " + r.kommune()
		}},
		{"money", 1, func(r *random) string {
			return fmt.Sprintf("%d %03d %03d kr", 1+r.IntN(99), r.IntN(1000), r.IntN(1000))
		}},
		{"account numbers, so called", 0, func(r *random) string { return "kontonr. " + r.account() }},
		{"account numbers", 25, func(r *random) string { return r.account() }},
		{"eleven digits", 2.5, func(r *random) string { return anyDigits(r.Rand, 11) }},
	} {
		r := &random{rand.New(rand.NewPCG(40, 45))}
		alarms, example := 0, ""
		for range messages {
			if text := test.text(r); !Clean(text) {
				alarms++
				example = text
			}
		}
		rate := 100 * float64(alarms) / messages
		t.Logf("%-24s %5.2f %%", test.name, rate)
		if rate > test.most {
			t.Errorf("%s: false alarms in %.2f %% of messages, at most %.2f wanted; one is "+
				"%q", test.name, rate, test.most, example)
		}
	}
}

// random makes ordinary numbers.
type random struct{ *rand.Rand }

// org returns an organisation number with the right control digit.
func (r *random) org() string {
	for {
		eight := fmt.Sprintf("%d%07d", 8+r.IntN(2), r.IntN(10_000_000))
		if control := (11 - weighted(eight, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11; control < 10 {
			return eight + fmt.Sprint(control)
		}
	}
}

// account returns a bank account number, whose control digit is made as the
// second one of an identity number.
func (r *random) account() string {
	for {
		ten := anyDigits(r.Rand, 10)
		if control := (11 - weighted(ten, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11; control < 10 {
			return ten[:4] + "." + ten[4:6] + "." + ten[6:] + fmt.Sprint(control)
		}
	}
}

func (r *random) phone() string {
	return fmt.Sprintf("%d %02d %02d %02d", 20+r.IntN(80), r.IntN(100), r.IntN(100), r.IntN(100))
}

func (r *random) kommune() string { return fmt.Sprint(1101 + r.IntN(4600)) }

func (r *random) time(layout string) string {
	t := time.Date(2024+r.IntN(4), 1, 1+r.IntN(365), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1e9), time.UTC)
	return t.Format(layout)
}

func (r *random) guid() string {
	h := fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64())
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func (r *random) list(n, below int, separator string) string {
	var list []string
	for range n {
		list = append(list, fmt.Sprint(r.IntN(below)))
	}
	return strings.Join(list, separator)
}

// rows is ten lines of a table: a first cell and n figures.
func (r *random) rows(first func() string, separator string, n int) string {
	var b strings.Builder
	for range 10 {
		b.WriteString(first() + separator + r.list(n, 3000, separator) + "\n")
	}
	return b.String()
}

// spaced groups nine digits by three.
func spaced(nine string) string { return nine[:3] + " " + nine[3:6] + " " + nine[6:] }
