package knowledge

// DetectLang tells the language of text by its function words, which no topic can hide. Dialect counts as bokmål, and
// so does a text that gives no sign.
func DetectLang(text string) Lang {
	var nb, nn, en, both int
	for _, w := range words(clip(text)) {
		switch langOf(w) {
		case Bokmal:
			nb++
		case Nynorsk:
			nn++
		case English:
			en++
		case nordic:
			both++
		}
	}
	switch {
	case en > nb+nn+both:
		return English
	case nn > nb:
		return Nynorsk
	}
	return Bokmal
}
