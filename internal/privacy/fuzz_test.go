package privacy

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzFind: whatever comes, hits are ordered, apart, inside the text, and the
// same again.
func FuzzFind(f *testing.F) {
	for _, text := range []string{
		"", "uke 40–45", "02013299997", "fnr 010203 12345", "<b>020132</b>&nbsp;99997", "%30%32\\u0030", "&#48;&#",
		"Pasienten Kari Nordmann, født 1942, har fått Marevan", "K.N., f. 1942, KOLS", "\xff\xfe0\x00", "<a <b> 1",
		"\u07ee", "null to &#48; NO93",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hits := Find(text)
		end := 0
		for _, hit := range hits {
			if hit.Kind == "" || hit.Start < end || hit.End <= hit.Start || hit.End > len(text) {
				t.Fatalf("Find(%q) = %v", text, hits)
			}
			end = hit.End
		}
		if Clean(text) != (len(hits) == 0) {
			t.Fatalf("Clean(%q) contradicts Find", text)
		}
	})
}

// FuzzFindInserted: a number is found anywhere in any text, with anything but
// digits around it and anything but letters and digits between its digits. A
// plus sign right before it makes it a telephone number.
// Beside a sign that opens a tag or an escape it stands whole, because what
// comes after such a sign may be swallowed.
func FuzzFindInserted(f *testing.F) {
	f.Add("Hei, ", " er nummeret", " ", uint64(1))
	f.Add("uke 40, 41, 42, ", ", 43, 44", ".", uint64(2))
	f.Add("<td>", "</td>", "\u00a0", uint64(3))
	f.Add("12 ", " 34", "<br>", uint64(4))
	f.Add("%", ";", "&", uint64(5))
	f.Add(":", "A", "0000000000 \u05a9", uint64(25))
	f.Add("https://example.no/?t=1792951412181&p=", "&id=20", "-", uint64(6))
	f.Fuzz(func(t *testing.T, before, after, separator string, seed uint64) {
		separator = strings.Map(onlySigns, separator)
		if len(separator) > 64 || endsInDigit(before) || startsWithDigit(after) || strings.HasSuffix(before, "+") {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		number := generate(rng, generatedKinds[rng.IntN(len(generatedKinds))], from32)
		spelled := split(rng, number, separator)
		if listLike(before, after, separator) || strings.ContainsAny(before+after, `<&%=\\`) {
			spelled = number
		}
		text := before + spelled + after
		if !covered(text, len(before), len(spelled)) {
			t.Fatalf("number %q not found in %q", spelled, text)
		}
	})
}

// split puts the separator at random places of the number, maybe at none.
func split(rng *rand.Rand, number, separator string) string {
	var b strings.Builder
	often := 1 + rng.IntN(len(number))
	for i, digit := range number {
		if i > 0 && rng.IntN(often) == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// onlySigns drops what cannot stand between the digits of one number, and the
// signs that begin an escape, whose meaning the next digits would change.
func onlySigns(r rune) rune {
	if _, digit := decimal(r); digit || unicode.IsLetter(r) || strings.ContainsRune(`%=\&<`, r) {
		return -1
	}
	return r
}

// listLike reports whether the number would stand inside a list of numbers, in
// which a number cut in a way of its own is taken for entries of the list.
func listLike(before, after, separator string) bool {
	return strings.ContainsAny(separator, ",;|\t\n\r\v\f\u0085\u2028\u2029") && hasDigit(before+after)
}

func hasDigit(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { _, ok := decimal(r); return ok })
}

func endsInDigit(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	_, ok := decimal(r)
	return ok
}

func startsWithDigit(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	_, ok := decimal(r)
	return ok
}
