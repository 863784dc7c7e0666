package privacy

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"kjernebot/internal/racetest"
)

// separators are what people, programs and chat clients put between digits.
var separators = []string{
	" ", "  ", ".", ". ", "-", " - ", "/", "\\", "_", "'", ":", "·", "*", "+", "~", "(", ")", "|", ",", ", ", ";",
	"\t",
	"\n", "\r\n", "-\n", "\n\n", "\u00a0", "\u202f", "\u2009", "\u2007", "\u3000", "\u200b", "\u200c", "\u200d",
	"\u2060", "\ufeff", "\u00ad", "\u200e", "\u202c", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\u2028",
	"\u0301", "\ufe0f\u20e3", "\u3164", "\u02bc", "😀", "\xff", "\x00", "&nbsp;", "&nbsp", "&amp;nbsp;", "&#160;",
	"&#xA0;", "&#8239;", "&thinsp;", "&shy;", "&ndash;", "<br>", "<br/>", "</b>", "</td><td>",
	`<span style="font-size:14px">`, "**", "__", "`", "%20", "%C2%A0", `\n`, `\u00a0`, "=\n",
}

// scripts are the zeros of ten digits in a row.
var scripts = []rune{'０', '٠', '۰', '०', '๐', '𝟎', '𝟘', '𝟶', '🯰'}

// spellings returns the number in every way that we know of.
func spellings(number string) []string {
	list := []string{number, "x" + number + "y"}
	shapes := [][]int{
		{6, 5}, {2, 2, 2, 5}, {6, 3, 2}, {2, 2, 2, 3, 2}, {4, 2, 5}, {5, 6}, {3, 3, 3, 2}, {10, 1}, {1, 10}, nil,
	}
	if len(number) == 12 {
		shapes = [][]int{{4, 6, 2}, {4, 8}, {10, 2}, {3, 3, 3, 3}, {4, 4, 4}, {6, 6}, {2, 2, 2, 2, 2, 2}, nil}
	}
	for _, shape := range shapes {
		for _, separator := range separators {
			list = append(list, strings.Join(cut(number, shape), separator))
		}
	}
	for _, zero := range scripts {
		moved := strings.Map(func(r rune) rune { return zero + r - '0' }, number)
		parts := []rune(moved)
		list = append(list, moved, string(parts[:6])+" "+string(parts[6:]))
	}
	return append(list, mapEach(number, "⁰¹²³⁴⁵⁶⁷⁸⁹"), mapEach(number, "₀₁₂₃₄₅₆₇₈₉"), mapEach(number, "⓪①②③④⑤⑥⑦⑧⑨"),
		mapEach(number, "⓿❶❷❸❹❺❻❼❽❾"), "&#"+strings.Join(codes(number), ";&#")+";",
		inWords(number, " ", "null én to tre fire fem seks sju åtte ni"), inWords(number, ", ", "null en to tre "+
			"fire fem seks syv åtte ni"),
		inWords(number, "-", "null ein to tre fire fem seks sju åtte ni"), inWords(number, " ", "zero one two "+
			"three four five six seven eight nine"),
		inWords(number[:6], " ", "null en to tre fire fem seks syv åtte ni")+" "+number[6:],
		number[:6]+" "+inWords(number[6:], " ", "Null En To Tre Fire Fem Seks Sju Åtte Ni"))
}

// mixed cuts the birth date in one way, the rest in another, and parts the two in a third.
func mixed(rng *rand.Rand, number string) string {
	some := []string{" ", ".", "-", "/", "\u00a0", " - "}
	sign := func() string { return some[rng.IntN(len(some))] }
	rest := []string{number[6:9], number[9:]}
	if rng.IntN(2) == 0 {
		rest = strings.Split(number[6:], "")
	}
	date := []string{number[:2], number[2:4], number[4:6]}
	switch rng.IntN(4) {
	case 0:
		date = []string{number[:6]}
	case 1:
		date[2] = "19" + date[2]
	}
	return strings.Join(date, sign()) + sign() + strings.Join(rest, sign())
}

// inWords is the digits as words.
func inWords(digits, separator, names string) string {
	var parts []string
	for _, d := range digits {
		parts = append(parts, strings.Fields(names)[d-'0'])
	}
	return strings.Join(parts, separator)
}

// cut cuts the number into parts of the given lengths, or into single digits.
func cut(number string, lengths []int) []string {
	if lengths == nil {
		return strings.Split(number, "")
	}
	var parts []string
	for _, n := range lengths {
		parts = append(parts, number[:n])
		number = number[n:]
	}
	return parts
}

func mapEach(number, digits string) string {
	table := []rune(digits)
	return strings.Map(func(r rune) rune { return table[r-'0'] }, number)
}

func codes(number string) []string {
	var list []string
	for _, r := range number {
		list = append(list, strconv.Itoa(int(r)))
	}
	return list
}

// surroundings are messages; the number stands at the mark.
var surroundings = []string{
	"¤",
	"Hei! ¤ får ikke logget inn",
	"Kan dere slå opp ¤?",
	"Fødselsnummeret hennes er ¤, og hun bor hos oss.",
	"brukstall uke 40 ¤ takk",
	"Ring 22 33 44 55 om ¤ før kl. 12.30",
	"Møte 23.11.2026: ¤",
	"1) ¤ 2) noe annet",
	"(¤)",
	"id=¤&side=2",
	"https://example.no/person/¤/journal",
	"navn¤født",
	"<p>Dette er <b>¤</b></p>",
	"Vi er i gang på 2 sykehjem\n¤\nmed 40 ansatte",
	"Orgnr 974 760 673. ¤ er personen.",
}

func TestFindEverySpelling(t *testing.T) {
	racetest.Skip(t)
	rng := rand.New(rand.NewPCG(3, 2032))
	cases := 0
	for _, kind := range generatedKinds {
		for _, by := range []rules{present, from32} {
			number := generate(rng, kind, by)
			for _, spelled := range spellings(number) {
				for _, around := range surroundings {
					first, last := rune(spelled[0]), rune(spelled[len(spelled)-1])
					if around == "navn¤født" && first != 'x' && (unicode.IsLetter(first) || unicode.IsLetter(last)) {
						continue // words have no letters beside them
					}
					cases++
					text := strings.Replace(around, "¤", spelled, 1)
					if !covered(text, len(around[:strings.Index(around, "¤")]), len(spelled)) {
						t.Errorf("%s not found as %q in %q", kind, spelled, around)
					}
				}
			}
		}
	}
	t.Logf("%d messages", cases)
}

// covered reports whether a hit lies on the number at start.
func covered(text string, start, length int) bool {
	for _, hit := range Find(text) {
		if hit.Start < start+length && hit.End > start && hit.Kind != Pasienthistorie {
			return true
		}
	}
	return false
}

// TestFindAmongMachineMadeNumbers puts numbers in every spelling beside links, case numbers and the like, and into
// links: whatever is passed over there, no identity number is passed over with it.
func TestFindAmongMachineMadeNumbers(t *testing.T) {
	racetest.Skip(t)
	r := &random{rand.New(rand.NewPCG(32, 13))}
	const messages, each = 100_000, 20
	missed := 0
	for i := range messages / each {
		number := generate(r.Rand, generatedKinds[i%len(generatedKinds)], []rules{present, from32}[r.IntN(2)])
		list := spellings(number)
		for range each {
			spelled := list[r.IntN(len(list))]
			before, after := r.surroundings()
			if entries.MatchString(spelled) {
				spelled = number // an entry of a list would be right to pass over
			}
			if !covered(before+spelled+after, len(before), len(spelled)) {
				missed++
				t.Errorf("%s as %q not found in %q", number, spelled, before+spelled+after)
			}
		}
		if missed > 20 {
			break
		}
	}
	t.Logf("missed %d of %d", missed, messages)
}

// entries is what may part the entries of a list.
var entries = regexp.MustCompile("[,;|\\t\\n\\r\u2028]|<br|</td>|\\\\n")

// surroundings are machine-made numbers before or after the place of a number, or a link around it.
func (r *random) surroundings() (before, after string) {
	beside := machineMade[r.IntN(len(machineMade))].text(r)
	between := []string{"\n", ". ", " og "}[r.IntN(3)]
	switch r.IntN(4) {
	case 0:
		return beside + between, ""
	case 1:
		return "", between + beside
	case 2:
		return "https://example.no/" + r.base64(6) + "/pasient/", "/side?t=" + r.message()
	}
	return "Se https://example.no/sok?t=" + r.message() + "&person=", "&id=" + r.guid()
}

func TestFindKind(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, kind := range generatedKinds {
		for range 2000 {
			number := generate(rng, kind, from32)
			hits := Find("nummer " + number)
			if len(hits) != 1 || hits[0].Start != len("nummer ") || hits[0].End != len("nummer ")+len(number) {
				t.Fatalf("Find of a %s: %v", kind, hits)
			}
			// 66–72 months belong to two series, and 12 digits may hold 11.
			if got := hits[0].Kind; got != kind && kind != NPID {
				t.Fatalf("Find of a %s says %s", kind, got)
			}
		}
	}
}

// TestFindMixed: people put a point in a date, a blank after it and whatever they like in the rest.
func TestFindMixed(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 13))
	for range 20_000 {
		number := generate(rng, generatedKinds[rng.IntN(len(generatedKinds)-2)], from32) // those with a date
		if text := "Hei, " + mixed(rng, number) + " er nummeret"; Clean(text) {
			t.Errorf("%s not found in %q", number, text)
		}
	}
}

func TestFindLongYear(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		for _, kind := range []Kind{Fodselsnummer, DNummer, Syntetisk} {
			n := generate(rng, kind, from32)
			day, month, year, rest := n[:2], n[2:4], "19"+n[4:6], n[6:]
			for _, text := range []string{
				day + "." + month + "." + year + " " + rest,
				day + month + year + rest,
				day + month + year + "-" + rest,
				year + "-" + month + "-" + day + " " + rest,
				year + month + day + " " + rest,
				"uke 40, " + day + "/" + month + "/" + year + " - " + rest + ", uke 41",
			} {
				if Clean(text) {
					t.Errorf("%s not found in %q", kind, text)
				}
			}
		}
	}
}

// In a mail's own notation "=20" is a blank, so a number right after a sign of
// equality is another matter than in a message.
func TestFindInMail(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range 500 {
		n := generate(rng, Fodselsnummer, from32)
		for _, separator := range []string{"=C2=A0", "=A0", "=20", "=E2=80=AF"} {
			if text := "f=C3=B8dt " + n[:6] + separator + n[6:]; Clean(text) {
				t.Errorf("not found in %q", text)
			}
		}
	}
}

func TestFindInLongRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 1000 {
		n := generate(rng, Fodselsnummer, from32)
		for _, text := range []string{n + n, "9" + n, n + "5", "000100" + n + "20260101", "0047223344" + n} {
			if Clean(text) {
				t.Errorf("not found in %q", text)
			}
		}
	}
}
