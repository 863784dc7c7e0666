package privacy

// appendSpelled finds numbers that are written in words, wholly or in part: "null to null én trettito, 99997".
func appendSpelled(hits []Hit, text string, words []word) []Hit {
	for from := 0; from < len(words); from++ {
		if words[from].value < 0 {
			continue
		}
		for from > 0 && words[from-1].number {
			from--
		}
		end := from
		for end < len(words) && (words[end].number || words[end].value >= 0) {
			end++
		}
		hits = spelled(text, words[from:end]).numbers(hits)
		from = end
	}
	return hits
}

// spelled reads the digits of words that are numbers.
func spelled(text string, words []word) *scanner {
	s := &scanner{text: text}
	for _, w := range words {
		for _, r := range w.gap {
			s.pass(r)
		}
		first := len(s.digits)
		switch {
		case w.value < 0:
			s.scan(span{w.start, w.end})
		case w.value >= 10:
			s.add(uint8(w.value/10), w.start, w.start)
			fallthrough
		default:
			s.add(uint8(w.value%10), w.start, w.end)
		}
		s.digits[first].gap = tight
	}
	return s
}
