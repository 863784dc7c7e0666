package intent

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// Scope is what a text says of whose figures it asks for, and which of them, beside kommuner and weeks.
type Scope struct {
	Fylke   string // the number of a fylke
	Country bool   // the whole country
	Every   bool   // all kommuner
	Top     int    // the so many kommuner with most lookups
	Missing bool   // the kommuner without figures
	Parts   bool   // by unit or profession
	// Unread are the places of words that say whose figures or which of them, and are not understood: start and end.
	Unread [][2]int
}

// named reports whether the scope says of whom the figures are.
func (s Scope) named() bool {
	return s.Fylke != "" || s.Country || s.Every || s.Top > 0 || s.Missing
}

//go:embed scope.yaml
var scopeFile []byte

// lists are the words of scope.yaml.
var lists = func() (l struct {
	Country, Every, Several, Who, Which, Own, Against, Kommune, Top, Few words
	Missing, Not, Given, Lookup, Part, Open, Place, Plain, Except        words
}) {
	if err := yaml.UnmarshalWithOptions(scopeFile, &l, yaml.Strict()); err != nil {
		panic(err) // it is compiled in
	}
	return l
}()

// words are whole words and beginnings of such, folded.
type words struct {
	whole  map[string]bool
	begins []string
}

// UnmarshalText reads a list parted by blanks.
func (w *words) UnmarshalText(list []byte) error {
	w.whole = map[string]bool{}
	for one := range strings.FieldsSeq(string(list)) {
		if begin, ok := strings.CutSuffix(one, "*"); ok {
			w.begins = append(w.begins, norsk.Fold(begin))
			continue
		}
		w.whole[norsk.Fold(one)] = true
	}
	return nil
}

func (w words) has(folded string) bool {
	return w.whole[folded] || slices.ContainsFunc(w.begins, func(b string) bool { return strings.HasPrefix(folded, b) })
}

// scopeReader reads a scope from a text's words.
type scopeReader struct {
	words []norsk.Word
	taken [][2]int // what kommuner and weeks were read from
	left  [][2]int // those of them that are to be left out
	scope Scope
}

// some reports whether any of the words is in a list.
func (r *scopeReader) some(list words) bool {
	return slices.ContainsFunc(r.words, func(w norsk.Word) bool { return list.has(w.Folded) })
}

// follows reports whether a word of one list stands right before one of the other, or an article does between them.
func (r *scopeReader) follows(before, list words) bool {
	for i := 1; i < len(r.words); i++ {
		at := i - 1
		if last := r.words[at].Folded; at > 0 && (last == "de" || last == "dei" || last == "the") {
			at--
		}
		if list.has(r.words[i].Folded) && before.has(r.words[at].Folded) {
			return true
		}
	}
	return false
}

// scopeOf reads what a text says beside its kommuner and weeks; bare says that it names places and
// weeks only, goesOn that it names a fylke or the country as `og Trøndelag?` does. asked are the places that are not to
// be left out: figures without somebody are not made, but a question without Oslo is no question for Oslo alone.
func scopeOf(reg *kommune.Registry, text []norsk.Word, period week.Mention, named bool,
	places []kommune.Mention) (scope Scope, asked []kommune.Mention, bare, goesOn bool) {
	r := &scopeReader{words: text, taken: slices.Clone(period.Others)}
	if named {
		r.taken = append(r.taken, [2]int{period.Start, period.End})
	}
	for _, p := range places {
		r.taken = append(r.taken, [2]int{p.Start, p.End})
		if !r.excepted(p.Start, p.End) {
			asked = append(asked, p)
		}
	}
	r.fylke(reg, asked)
	s, several := &r.scope, r.some(lists.Several) || r.some(lists.Who) || r.follows(lists.Which, lists.Kommune)
	s.Country = r.some(lists.Country) && !(r.some(lists.Own) && r.some(lists.Against))
	s.Parts = r.some(lists.Part)
	if r.some(lists.Top) && (several || len(text) > 0 && strings.HasPrefix(text[0].Folded, "topp")) {
		s.Top = r.count()
	}
	s.Missing = several && (r.some(lists.Missing) || r.some(lists.Not) && r.some(lists.Given))
	s.Every = len(asked) == 0 && (r.follows(lists.Every, lists.Several) || r.follows(lists.Place, lists.Several))
	r.unread()
	more := slices.DeleteFunc(slices.Clone(text), func(w norsk.Word) bool { return r.known(w.Start) })
	other := slices.ContainsFunc(more, func(w norsk.Word) bool {
		return !lists.Open.has(w.Folded) && !lists.Country.has(w.Folded) && !lists.Place.has(w.Folded)
	})
	return r.scope, asked, len(more) == 0, !other && (s.Fylke != "" || s.Country)
}

// fylke finds the fylke that is named, if not to say which kommune is meant.
func (r *scopeReader) fylke(reg *kommune.Registry, places []kommune.Mention) {
	for _, f := range reg.Fylker() {
		name := f.Words
		for i := 0; i+len(name) <= len(r.words); i++ {
			same := slices.EqualFunc(name, r.words[i:i+len(name)],
				func(a, b norsk.Word) bool {
					return a.Folded == strings.TrimSuffix(b.Folded, "s") || a.Folded == b.Folded
				})
			at := [2]int{r.words[i].Start, r.words[min(i+len(name), len(r.words))-1].End}
			if !same || r.known(at[0]) {
				continue
			}
			r.taken = append(r.taken, at)
			tellsApart := slices.ContainsFunc(places, func(p kommune.Mention) bool {
				return slices.ContainsFunc(p.Numbers, func(n kommune.Number) bool { return n.Fylke() == f.Number })
			})
			switch {
			case tellsApart, r.excepted(at[0], at[1]):
			case len(places) > 0 || r.scope.Fylke != "":
				r.scope.Unread = append(r.scope.Unread, at) // one at a time
			default:
				r.scope.Fylke = f.Number
			}
		}
	}
}

// excepted notes a place that is to be left out, as it stands behind `unntatt`, and reports whether it is one.
func (r *scopeReader) excepted(start, end int) bool {
	behind := slices.ContainsFunc(r.words, func(w norsk.Word) bool {
		return w.Start < start && lists.Except.has(w.Folded)
	})
	if behind {
		r.left = append(r.left, [2]int{start, end})
	}
	return behind
}

// usualTop is how many kommuner a list has where nobody said so.
const usualTop = 10

// count is how many kommuner a list is to have.
func (r *scopeReader) count() int {
	for i, w := range r.words {
		beside := i > 0 && lists.Top.has(r.words[i-1].Folded) || i+1 < len(r.words) &&
			(lists.Top.has(r.words[i+1].Folded) || lists.Kommune.has(r.words[i+1].Folded))
		if beside && w.Number > 0 && w.Number <= 100 && !r.known(w.Start) {
			return w.Number
		}
	}
	return usualTop
}

// known reports whether a kommune, a fylke or weeks were read from a place.
func (r *scopeReader) known(start int) bool {
	return slices.ContainsFunc(r.taken, func(t [2]int) bool { return t[0] <= start && start < t[1] })
}

// unread notes the words that limit what is asked for and that nothing follows: `for Trondhjem`, `færrest`.
func (r *scopeReader) unread() {
	for i, w := range r.words {
		if r.known(w.Start) || w.Number >= 0 {
			continue
		}
		if lists.Except.has(w.Folded) {
			end := w.End
			for _, l := range r.left {
				end = max(end, l[1])
			}
			r.scope.Unread = append(r.scope.Unread, [2]int{w.Start, end})
			continue
		}
		said := slices.ContainsFunc([]words{lists.Country, lists.Every, lists.Kommune, lists.Several, lists.Who, lists.Top,
			lists.Missing, lists.Part, lists.Plain, lists.Place}, func(list words) bool { return list.has(w.Folded) })
		placed := i > 0 && lists.Place.has(r.words[i-1].Folded) && len(w.Folded) > 2 && !w.Begins
		name := w.Upper && i > 0 && (lists.Lookup.has(r.words[i-1].Folded) ||
			r.words[i-1].Folded == "og" && i > 1 && r.known(r.words[i-2].Start))
		if lists.Few.has(w.Folded) || !said && (placed || name) {
			r.scope.Unread = append(r.scope.Unread, [2]int{w.Start, w.End})
		}
	}
}
