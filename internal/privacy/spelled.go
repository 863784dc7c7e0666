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
		hits = append(hits, numbersIn(text, nil, spelled(text, words[from:end]))...)
		from = end
	}
	return hits
}

// spelled are the digits of words that are numbers.
func spelled(text string, words []word) []digit {
	var digits []digit
	for _, w := range words {
		if w.value < 0 {
			s := scanner{text: text, digits: digits}
			s.scan(w.start, w.end)
			s.digits[len(digits)].gap = tight
			digits = s.digits
			continue
		}
		d := digit{at: int32(w.start), size: uint8(w.end - w.start), gap: tight, value: uint8(w.value % 10)}
		if w.value >= 10 {
			digits = append(digits, digit{at: d.at, gap: tight, value: uint8(w.value / 10)})
			d.gap = none
		}
		digits = append(digits, d)
	}
	return digits
}
