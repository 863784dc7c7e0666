package intent

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"time"

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
	When    bool   // the week with most or fewest lookups
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
	When, Week, Coarse, Reckon, Without, Mean, Share, Talk               words
	Versus, Article, Before, Changed, County, Each, With                 words
	Beside, Following, Preceding                                         words
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

func among(folded string, lists ...words) bool {
	return slices.ContainsFunc(lists, func(l words) bool { return l.has(folded) })
}

// scopeReader reads from a text's words whose figures are asked for, and of when.
type scopeReader struct {
	words  []norsk.Word
	taken  [][2]int // what kommuner, weeks and a count were read from
	left   [][2]int // those of them that are to be left out
	period week.Mention
	named  bool // the text names the period
	asked  []kommune.Mention
	scope  Scope

	bare   bool // names places and weeks only
	goesOn bool // names a fylke, the country or a list as `og Trøndelag?` does
	asks   bool // asks for figures without calling them so: `når hadde vi flest oppslag`
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

// readScope reads whose figures a text asks for, and of when. Figures without somebody are not made, but a question
// without Oslo is no question for Oslo alone.
func readScope(reg *kommune.Registry, text []norsk.Word, now time.Time) *scopeReader {
	r := &scopeReader{words: text}
	r.readPeriod(now)
	places := reg.InWords(text)
	for _, p := range places {
		if !r.excepted(p.Start, p.End, true) {
			r.asked = append(r.asked, p)
		}
		r.taken = append(r.taken, [2]int{p.Start, p.End})
	}
	r.fylke(reg, r.asked)
	s, several := &r.scope, r.some(lists.Several) || r.some(lists.Who) || r.follows(lists.Which, lists.Kommune)
	s.Country = r.some(lists.Country) &&
		!(r.some(lists.Against) && (r.some(lists.Own) || r.follows(lists.With, lists.Country)))
	s.Parts = r.some(lists.Part)
	most := r.some(lists.Top)
	s.When = (most || r.some(lists.Few)) && (r.some(lists.When) || r.follows(lists.Which, lists.Week) ||
		r.follows(lists.Which, lists.Coarse))
	n := r.count()
	list := several || len(text) > 0 && strings.HasPrefix(text[0].Folded, "topp")
	if most && !s.When && (list || n > 0) {
		s.Top = cmp.Or(n, usualTop)
	}
	s.Missing = several && len(r.left) == 0 && (r.some(lists.Missing) || r.some(lists.Not) && r.some(lists.Given))
	s.Every = len(r.asked) == 0 && (r.follows(lists.Every, lists.Several) || r.follows(lists.Place, lists.Several) ||
		s.When && several)
	if year := week.LatestComplete(now); s.When && !r.named {
		r.period, r.named = week.Mention{Period: week.Period{From: year.Add(-51), To: year}}, true
	}
	r.unread()
	more := slices.DeleteFunc(slices.Clone(text), func(w norsk.Word) bool { return r.known(w.Start) })
	other := slices.ContainsFunc(more, func(w norsk.Word) bool {
		return !among(w.Folded, lists.Open, lists.Country, lists.Place) &&
			(n == 0 || !among(w.Folded, lists.Top, lists.Kommune, lists.Article))
	})
	r.bare = len(more) == 0
	r.asks = s.When && r.some(lists.Lookup) || !other && s.Top > 0 && n > 0 && list
	r.goesOn = r.asks || !other && (s.Fylke != "" || s.Country || n > 0)
	return r
}

// readPeriod finds the weeks that are asked for. Those that are to be left out are not: then it is what stands before.
func (r *scopeReader) readPeriod(now time.Time) {
	r.period, r.named = week.MentionIn(r.words, now)
	for _, o := range r.period.Others {
		r.excepted(o[0], o[1], false)
	}
	r.taken = slices.Clone(r.period.Others)
	if !r.named {
		return
	}
	at := [2]int{r.period.Start, r.period.End}
	if r.taken = append(r.taken, at); r.excepted(at[0], at[1], false) {
		before := slices.DeleteFunc(slices.Clone(r.words), func(w norsk.Word) bool { return w.Start >= at[0] })
		r.period, r.named = week.MentionIn(before, now)
	}
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
			case tellsApart, r.excepted(at[0], at[1], true):
			case len(places) > 0 || r.scope.Fylke != "":
				r.scope.Unread = append(r.scope.Unread, at) // one at a time
			default:
				r.scope.Fylke = f.Number
			}
		}
	}
}

// excepted notes a place or time that is to be left out, as it stands behind `unntatt`, anywhere or right behind it, or
// right behind `uten`; it reports whether it is one.
func (r *scopeReader) excepted(start, end int, anywhere bool) bool {
	behind := anywhere && slices.ContainsFunc(r.words, func(w norsk.Word) bool {
		return w.Start < start && lists.Except.has(w.Folded)
	})
	for i := len(r.words) - 1; i >= 0 && !behind; i-- {
		w := r.words[i]
		if w.Start >= start || r.known(w.Start) || lists.Place.has(w.Folded) || lists.Open.has(w.Folded) {
			continue
		}
		behind = lists.Except.has(w.Folded) || lists.Without.has(w.Folded) && !(lists.Not.has(w.Folded) && r.denies(i))
		break
	}
	if behind {
		r.left = append(r.left, [2]int{start, end})
	}
	return behind
}

// denies says that `ikke` at i is about the verb before it, as in «hvorfor har ikke Bergen tall».
func (r *scopeReader) denies(i int) bool {
	return i > 0 && strings.TrimSpace(r.words[i].Gap) == "" && !r.known(r.words[i-1].Start) &&
		!among(r.words[i-1].Folded, lists.Lookup, lists.Several, lists.Country, lists.Open)
}

// usualTop is how many kommuner a list has where nobody said so.
const usualTop = 10

// count is how many kommuner a list is to have; 0 where nothing says it.
func (r *scopeReader) count() int {
	for i, w := range r.words {
		beside := i > 0 && lists.Top.has(r.words[i-1].Folded) || i+1 < len(r.words) &&
			(lists.Top.has(r.words[i+1].Folded) || lists.Kommune.has(r.words[i+1].Folded))
		n := max(w.Number, numbers[w.Folded])
		if beside && n > 0 && n <= 100 && (n > 1 || w.Number > 0) && !r.known(w.Start) {
			r.taken = append(r.taken, [2]int{w.Start, w.End})
			return n
		}
	}
	return 0
}

var numbers = norsk.NumberWords()

// known reports whether a kommune, a fylke or weeks were read from a place.
func (r *scopeReader) known(start int) bool {
	return slices.ContainsFunc(r.taken, func(t [2]int) bool { return t[0] <= start && start < t[1] })
}

// shortAsk is how many words a text has at most in which every word is accounted for. In longer ones people also tell
// why they ask.
const shortAsk = 8

// unread notes the words that limit what is asked for and that nothing follows: `for Trondhjem`, `færrest`. Those that
// stand together are noted as one.
func (r *scopeReader) unread() {
	for i, w := range r.words {
		at := [2]int{w.Start, w.End}
		if r.known(w.Start) {
			continue
		}
		switch next := r.words[min(i+1, len(r.words)-1):min(i+3, len(r.words))]; {
		case len(r.left) > 0 && among(w.Folded, lists.Except, lists.Without):
			at[1] = max(w.End, slices.MaxFunc(r.left, func(a, b [2]int) int { return a[1] - b[1] })[1])
		case i > 0 && r.named && lists.Versus.has(w.Folded) && slices.ContainsFunc(next, func(w norsk.Word) bool {
			return w.Start == r.period.Start
		}):
			at[1] = r.period.End // of two times only the one that it is set against was found
		case !lists.Except.has(w.Folded) && !r.limits(i):
			continue
		}
		last := len(r.scope.Unread) - 1
		before := max(0, i-1) // or the one before that: `sortert etter navn` is one
		if before > 0 && !r.known(r.words[before].Start) {
			before--
		}
		if last < 0 || r.scope.Unread[last][1] < r.words[before].End {
			r.scope.Unread = append(r.scope.Unread, at)
			continue
		}
		r.scope.Unread[last][1] = at[1]
	}
}

// limits says that word i limits what is asked for, and is not followed.
func (r *scopeReader) limits(i int) bool {
	w, next := r.words[i], norsk.Word{}
	if i+1 < len(r.words) {
		next = r.words[i+1]
	}
	short := len(r.words) <= shortAsk
	if w.Number >= 0 { // not `før 1. desember`
		return short && !strings.HasPrefix(next.Gap, ".") || lists.Lookup.has(next.Folded)
	}
	behind := func(list words) bool { return i > 0 && list.has(r.words[i-1].Folded) }
	placed := behind(lists.Place) && len(w.Folded) > 2 && !w.Begins
	name := w.Upper && (behind(lists.Lookup) || i > 1 && r.words[i-1].Folded == "og" && r.known(r.words[i-2].Start))
	switch {
	case lists.Few.has(w.Folded):
		return !r.scope.When // those with most and with fewest are told together
	case lists.Reckon.has(w.Folded), r.scope.When && lists.Coarse.has(w.Folded),
		behind(lists.Each) && lists.Lookup.has(w.Folded):
		return true
	case lists.Changed.has(w.Folded): // those with most lookups are others than those that grew most
		return r.scope.Top > 0 || r.period.Period.Len() > 1 && r.follows(lists.Which, lists.Kommune)
	case lists.County.has(w.Folded):
		return short && r.scope.Fylke == "" && len(r.asked) == 0
	case lists.Mean.has(w.Folded): // a week is shown beside the mean of those before it
		return r.period.Period.Len() < 2 && !r.setAgainst(i)
	case lists.Share.has(w.Folded):
		return next.Folded == "av" || next.Folded == "of"
	case r.setAgainst(i):
		return !among(w.Folded, lists.Country, lists.Own, lists.Every, lists.Several, lists.Article) &&
			(r.period.Period.Len() > 1 || !lists.Before.has(w.Folded))
	case among(w.Folded, lists.Country, lists.Every, lists.Kommune, lists.Several, lists.Who, lists.Top, lists.Missing,
		lists.Part, lists.Plain, lists.Place):
		return false
	}
	misspelled, _ := usualTalk.Near(w.Folded)
	return placed || name || short && len(w.Folded) > 2 && !misspelled && !among(w.Folded, lists.Talk, lists.Lookup,
		lists.Given, lists.Not, lists.Own, lists.Open, lists.Which, lists.Against, lists.Without, lists.When, lists.Coarse)
}

var usualTalk = norsk.NewDictionary(lists.Talk.whole, 5)

// setAgainst says that word i is what figures are to be set against: `mot målet`, `enn de andre`.
func (r *scopeReader) setAgainst(i int) bool {
	for i--; i >= 0; i-- {
		if !lists.Article.has(r.words[i].Folded) {
			return i > 0 && lists.Versus.has(r.words[i].Folded) // «Enn brukstala?» sets nothing against anything
		}
	}
	return false
}
