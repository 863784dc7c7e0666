package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/knowledge"
)

// Saying is what a short message says to the bot's last one.
type Saying string

// The sayings. None is a message of its own.
const (
	None    Saying = ""
	Chosen  Saying = "chosen"  // one of the offers
	Neither Saying = "neither" // none of the offers
	Again   Saying = "again"   // the last answer once more
	InOther Saying = "in"      // the last answer in another language
)

// longestSaying is how many words somebody uses to answer an offer.
const longestSaying = 6

// What people write, folded; the words around a choice (`den`, `nr`, `takk`) say nothing.
var (
	ordinals = map[string]int{
		"1": 1, "forste": 1, "en": 1, "ein": 1, "ett": 1, "eitt": 1, "first": 1, "overste": 1, "ovste": 1,
		"2": 2, "andre": 2, "to": 2, "second": 2, "two": 2, "midterste": 2, "midtarste": 2,
		"3": 3, "tredje": 3, "tre": 3, "third": 3, "three": 3,
		"siste": -1, "sist": -1, "nederste": -1, "nedste": -1, "last": -1,
	}
	around = norsk.Set("den det dei nr nummer alternativ valg val punkt number option the one takk ja yes please ta " +
		"jeg eg mente meinte mener meiner")
	noneOf   = norsk.Set("nei niks nope ingen no none")
	ofThem   = norsk.Set("av dem dei disse desse them these takk er det of those ikke ikkje")
	repeated = []string{
		"gjenta", "gjenta takk", "gjenta svaret", "repeat", "forrige svar", "forrige svaret", "siste svar", "en gang til",
		"ein gong til", "si det igjen", "si det en gang til", "sei det ein gong til", "kom igjen", "say that again",
		"once more",
	}
	toTongue = norsk.Set("pa i in kan du ta det den svaret takk please og samme same the can you gi meg")
)

// Tongues are what people call the languages, folded.
var Tongues = map[string]knowledge.Lang{
	"nynorsk": knowledge.Nynorsk, "bokmal": knowledge.Bokmal, "norsk": knowledge.Bokmal, "engelsk": knowledge.English,
	"english": knowledge.English, "norwegian": knowledge.Bokmal,
}

// ReadSaying reads a message as an answer to the bot's last one, which may have offered topics: a number, a place in
// the list, a title, no. What is chosen is an index of offers, or a language.
func ReadSaying(text string, offers []knowledge.Topic) (what Saying, chosen int, lang knowledge.Lang) {
	words := Mapped(norsk.Words(text), func(w norsk.Word) string { return w.Folded })
	if len(words) == 0 || len(words) > longestSaying {
		return None, 0, ""
	}
	if len(offers) > 0 {
		if i, ok := choice(words, offers); ok {
			return Chosen, i, ""
		}
		if noneOf[words[0]] && only(words[1:], ofThem) {
			return Neither, 0, ""
		}
	}
	if slices.Contains(repeated, strings.Join(words, " ")) {
		return Again, 0, ""
	}
	if to, ok := Tongues[words[len(words)-1]]; ok && len(words) > 1 && only(words[:len(words)-1], toTongue) {
		return InOther, 0, to
	}
	return None, 0, ""
}

// choice finds which offer is meant.
func choice(words []string, offers []knowledge.Topic) (int, bool) {
	told := strings.Join(words, " ")
	for i, o := range offers {
		if norsk.Fold(o.Title) == told {
			return i, true
		}
	}
	if len(offers) == 1 && (told == "ja" || told == "yes" || told == "jepp" || told == "ja takk") {
		return 0, true
	}
	found := 0
	for _, w := range words {
		n, ok := ordinals[w]
		switch {
		case ok && found == 0:
			found = n
		case !ok && !around[w], ok && n != found:
			return 0, false
		}
	}
	if found == -1 {
		found = len(offers)
	}
	return found - 1, found >= 1 && found <= len(offers)
}

// WhichKommune asks somebody of several kommuner which of them they mean. Each button says again what they wrote, as if
// that kommune was named; who has clicked asks where it stands.
func (s Shared) WhichKommune(c *Call, more ...any) Outcome {
	t := texts.FiguresFor(c.Lang)
	page := NewPage(c.Lang, "", t.Which)
	for _, n := range c.Access.Kommuner().All() {
		page.Say("- " + s.Registry.Name(n))
		page.Card.AddActions(message.Submit(s.Registry.Name(n), Button{Version: ButtonVersion, Op: OpSay, Lang: c.Lang,
			Text: cmp.Or(c.Text, texts.RoadFor(c.Lang).SayText), Kommune: n}))
	}
	page.Card.AddActions(more...)
	page.Notes(t.WhichKept)
	return page.Outcome()
}

func only(words []string, set map[string]bool) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !set[w] })
}
