package norsk

import "github.com/kljensen/snowball/norwegian"

// Stem returns a lower-case word, not yet folded, without the ending that bends it, by the Snowball rules for bokmål:
// `virksomhetene` → `virksom`. Folded words have lost the letters that the rules look for.
func Stem(word string) string { return norwegian.Stem(word, true) }
