package knowledge

// DetectLang tells the language of text by its function words, which no topic can hide. Dialect counts as bokmål, and
// so does a text that gives no sign.
func DetectLang(text string) Lang {
	var nb, nn, en int
	for _, w := range words(clip(text)) {
		switch functionWords[w] {
		case Bokmal:
			nb++
		case Nynorsk:
			nn++
		case English:
			en++
		}
	}
	switch {
	case en > nb && en > nn:
		return English
	case nn > nb:
		return Nynorsk
	}
	return Bokmal
}
