package privacy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/racetest"
)

func TestFindVectors(t *testing.T) {
	for _, test := range []struct {
		text string
		want Kind
	}{
		{"02013299997", Fodselsnummer},
		{"02013299903", Fodselsnummer},
		{"01912450097", Syntetisk},
		{"01512450004", HNummer},
		{"01923299978", Syntetisk},
		{"01923299986", Syntetisk},
		{"81234567802", FHNummer},
		{"209912345608", DUF},
		{"12345678910", ""},
		{"52345678910", ""},
	} {
		hits := Find(test.text)
		var got Kind
		if len(hits) > 0 {
			got = hits[0].Kind
		}
		if got != test.want || len(hits) > 1 {
			t.Errorf("Find(vector %q) = %v, want %q", test.text, hits, test.want)
		}
	}
}

// TestFindByTheWordsAround: a number that is called an identity number is one,
// also when it is mistyped. The digits are made up and break the control rule.
func TestFindByTheWordsAround(t *testing.T) {
	for _, test := range []struct {
		text string
		want Kind
	}{
		{"010203 12345", ""},
		{"Ordre 01020312345 er sendt", ""},
		{"fnr 010203 12345", Fodselsnummer},
		{"«fnr» 010203 12345", Fodselsnummer},
		{"pasienten –\u00a0fnr 010203 12345", Fodselsnummer},
		{"fnr", ""},
		{"Fnr: 01020312345", Fodselsnummer},
		{"fødselsnr. 01.02.03 12345", Fodselsnummer},
		{"FØDSELSNUMMER 010203-12345", Fodselsnummer},
		{"fodselsnummer til Kari er 010203 12345", Fodselsnummer},
		{"fødselsnummeret: 01.02.1903 12345", Fodselsnummer},
		{"personnummer=01020312345", Fodselsnummer},
		{"01020312345 er fødselsnummeret hennes", Fodselsnummer},
		{"pnr 010203 12345", Fodselsnummer},
		{"D-nummer 410203 12345", DNummer},
		{"dnr: 41020312345", DNummer},
		{"H-nummer 014203 12345", HNummer},
		{"hjelpenummer 812345 67890", FHNummer},
		{"DUF 202612345699", DUF},
		{"DUF-nr. 2026 123456 99", DUF},
		{"national id 010203 12345", Fodselsnummer},
		{"fnr 0102031234", Fodselsnummer},                  // a digit forgotten
		{"fnr 010203 123456", Fodselsnummer},               // a digit too many
		{"født 010203, personnummer 12345", Fodselsnummer}, // only the last five after the word
		{"personnummeret er 12345", Fodselsnummer},
		{"født 020132 og personnummer 99997", Fodselsnummer}, // right control digits over words
		{"020132 (Kari Nordmann) 99997", Fodselsnummer},
		{"fnr 99999912345", FHNummer},
		{"fnr 34567812345", ""},         // no date
		{"Gnr. 12 bnr. 345 fnr. 6", ""}, // the land register's fnr
		{"orgnr 010203123", ""},
		{"idnr på kortet er 123", ""},
		{"Fødselsnummer har 11 siffer, ring 22 33 44 55", ""},
		{"konto 0201.32.99997", ""}, // written as an account and called one
		{"0201.32.99997", Fodselsnummer},
		{"møte 02.01.2032 kl. 99997", ""}, // words between a date and a figure
		{"2032-01-02 99997", Fodselsnummer},
		{"orgnr 974 760 673 12, 020132 99997", Fodselsnummer},
		{"120, 135, 020132, 99997, 143", Fodselsnummer}, // in a list, in a shape that people write
		{"120, 135, 0201, 329, 9997, 143", ""},          // in a list, in one that nobody does
		{`<a href="tel:02013299997">ring</a>`, Fodselsnummer},
		{"31020312345 fnr", ""},            // 31 February
		{"29020012345 fnr", Fodselsnummer}, // 2000 had a leap day
		{"fnr 29020112345", ""},
	} {
		var got Kind
		if hits := Find(test.text); len(hits) > 0 {
			got = hits[0].Kind
		}
		if got != test.want {
			t.Errorf("Find(%q) says %q, want %q", test.text, got, test.want)
		}
	}
}

func TestFindPlaces(t *testing.T) {
	text := "æ 020132&nbsp;99997, og fnr. 01512450004"
	want := []Hit{{Fodselsnummer, 3, 20}, {HNummer, 30, 41}}
	if diff := cmp.Diff(Find(text), want); diff != "" {
		t.Errorf("Find(%q): got - want +\n%s", text, diff)
	}
}

// TestHitTellsNothing prints a hit in every way that a log would.
func TestHitTellsNothing(t *testing.T) {
	for _, hit := range Find("Hei, 81234567802 her") {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if printed := fmt.Sprintf(format, hit); strings.Contains(printed, "8123") {
				t.Errorf("%s prints %s", format, printed)
			}
		}
	}
}

// TestLongTexts: a long text is looked at in pieces, and what stands where two of them meet is found all the same.
func TestLongTexts(t *testing.T) {
	racetest.Skip(t)
	for _, filler := range []string{"og så videre. ", "og så videre ", "0 ", "... ", "æøå", "\n", "a"} {
		long := strings.Repeat(filler, 3*pieceLength/len(filler))
		for _, what := range []string{" Kari Nordmann har KOLS. ", " null to null en tre to ni ni ni ni syv ", " 020132 99997 ",
			" pasienten på rom 12 heter Kari Nordmann. "} {
			if Clean(what) {
				t.Fatalf("%q alone is not found", what)
			}
			for at := pieceLength - pieceOverlap - 200; at < pieceLength+200; at += 97 {
				cut := at - at%len(filler)
				text := long[:cut] + "\n" + what + "\n" + long[cut:]
				hits := Find(text)
				if len(hits) != 1 || hits[0].Start < cut || hits[0].End > cut+len(what)+2 {
					t.Errorf("%q at %d among %q: %v", what, cut, filler, hits)
					break
				}
			}
		}
	}
}

// TestManyAddresses: a text of nothing but addresses takes a time that grows with its length, and not with its square,
// which was half a minute.
func TestManyAddresses(t *testing.T) {
	began := time.Now()
	if text := strings.Repeat("://% ", 1<<20/5); !Clean(text) {
		t.Error("something found in a text without digits")
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}
