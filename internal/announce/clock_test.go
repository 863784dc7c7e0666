package announce

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-24T08:00":          "2026-11-24T07:00:00Z",
		"2026-11-24T08:00:30":       "2026-11-24T07:00:30Z",
		"2026-11-24 08:00":          "2026-11-24T07:00:00Z",
		"24.11.2026 08:00":          "2026-11-24T07:00:00Z",
		"4.1.2027 kl. 8.05":         "2027-01-04T07:05:00Z",
		"4.1.2027 kl. 08.05":        "2027-01-04T07:05:00Z",
		"2026-07-01T08:00":          "2026-07-01T06:00:00Z",
		"2026-11-24T08:00:00+03:00": "2026-11-24T05:00:00Z",
		"2026-11-24T08:00:00Z":      "2026-11-24T08:00:00Z",

		// Clocks go from 02:00 to 03:00 on 28 March 2027.
		"2027-03-28T01:59": "2027-03-28T00:59:00Z",
		"2027-03-28T02:00": "", // does not exist
		"2027-03-28T02:30": "",
		"2027-03-28T02:59": "",
		"2027-03-28T03:00": "2027-03-28T01:00:00Z",
		"2027-03-28T03:30": "2027-03-28T01:30:00Z",
		"2027-03-28T12:00": "2027-03-28T10:00:00Z",

		// Clocks go from 03:00 to 02:00 on 31 October 2027.
		"2027-10-31T01:59": "2027-10-30T23:59:00Z",
		"2027-10-31T02:00": "2027-10-31T00:00:00Z", // twice: the first
		"2027-10-31T02:30": "2027-10-31T00:30:00Z", // twice: the first
		"2027-10-31T03:00": "2027-10-31T02:00:00Z",
		"2027-10-31T12:00": "2027-10-31T11:00:00Z",

		"":                 "",
		"i morgen":         "",
		"2026-13-01T08:00": "",
		"2026-02-30T08:00": "",
		"2026-11-24T24:00": "",
	} {
		got, err := ParseTime(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q is %s, want an error", text, got)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q is %s, %v; want %s", text, got.Format(time.RFC3339), err, want)
		}
	}
}

// TestEveryLocalTimeComesBack: whatever the clocks do, a time is read as one at which they show it, if there is one.
func TestEveryLocalTimeComesBack(t *testing.T) {
	for _, day := range []string{"2026-10-24T20:00", "2027-03-27T20:00", "2027-10-30T20:00", "2028-03-25T20:00"} {
		at, err := ParseTime(day)
		if err != nil {
			t.Fatal(err)
		}
		for range 24 * 6 {
			at = at.Add(10 * time.Minute)
			text := at.In(oslo).Format("2006-01-02T15:04")
			got, err := ParseTime(text)
			if err != nil || got.In(oslo).Format("2006-01-02T15:04") != text || got.After(at) {
				t.Errorf("%s is read as %s, %v; it is %s", text, got, err, at)
			}
		}
	}
}

func TestMoment(t *testing.T) {
	at := time.Date(2026, 11, 24, 7, 5, 0, 0, time.UTC)
	if got, want := Moment(at), "tirsdag 24. november 2026 kl. 08.05"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
