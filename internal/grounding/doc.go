// Package grounding decides whether a text that a language model wrote may be shown: whether everything in it stands
// in the topics that it cites.
//
// The check is a pure function of the text, the language and the topics. It trusts nothing about the writer, not even
// that it tries: a text passes only when every word of it is either a word without facts of its own (the lists in
// lexicon/) or a word of the topic, and when the words that change what a sentence says (must, may, not, only, all,
// before, first, by itself), the numbers, the addresses and the names of those who act stand by the same words as in
// the topic. A sentence that is a sentence of the topic, word for word, always passes.
//
// It errs on the side of refusing, because the caller has the curated text to show instead. What it cannot see: a
// sentence that leaves something out, and a recombination of a topic's own words that keeps all of these in place.
package grounding
