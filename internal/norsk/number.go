package norsk

// NumberWords returns the words for 0 to 99, folded, in bokmål, nynorsk and English, the newer way of counting
// (`trettito`) and the older one (`toogtredve`). English compounds are two words and not here.
func NumberWords() map[string]int {
	words := map[string]int{
		"null": 0, "zero": 0, "en": 1, "ein": 1, "ei": 1, "et": 1, "ett": 1, "eitt": 1, "one": 1, "to": 2, "two": 2, "tre": 3, "three": 3,
		"fire": 4, "four": 4, "fem": 5, "five": 5, "seks": 6, "six": 6, "sju": 7, "syv": 7, "seven": 7, "atte": 8, "eight": 8,
		"ni": 9, "nine": 9, "ti": 10, "ten": 10, "elleve": 11, "eleven": 11, "tolv": 12, "twelve": 12, "tretten": 13, "thirteen": 13,
		"fjorten": 14, "fourteen": 14, "femten": 15, "fifteen": 15, "seksten": 16, "sixteen": 16, "sytten": 17, "seventeen": 17,
		"atten": 18, "eighteen": 18, "nitten": 19, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
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
