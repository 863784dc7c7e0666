package norsk

import "strings"

// NumberWords returns the words for 0 to 99, folded, in bokmål, nynorsk and English, the newer way of counting
// (`trettito`) and the older one (`toogtredve`). English compounds are two words and not here.
func NumberWords() map[string]int {
	words := map[string]int{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
	for _, list := range []string{
		"null en to tre fire fem seks sju atte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
		"zero ein two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
			"seventeen eighteen nineteen",
		"null ei to tre fire fem seks syv", "null et", "null ett", "null eitt", "null one", "null en tva tri fyra",
	} {
		for n, word := range strings.Fields(list) {
			words[word] = n
		}
	}
	ones := []string{"", "en", "to", "tre", "fire", "fem", "seks", "sju", "atte", "ni"}
	for i, names := range [][]string{
		{"tjue", "tyve"}, {"tretti", "tredve"}, {"forti"}, {"femti"}, {"seksti"}, {"sytti"}, {"atti"}, {"nitti"},
	} {
		for _, ten := range names {
			for k, one := range ones {
				n := 20 + 10*i + k
				words[ten+one] = n
				if k > 0 {
					words[one+"og"+ten] = n
				}
			}
		}
		words[names[0]+"ein"], words[names[0]+"syv"] = 21+10*i, 27+10*i
	}
	return words
}
