// Package eval measures answers against question sets: who asked what, and what the right reaction would have been.
//
// A set is a JSON Lines file, one question a line. Each answer is right, soft (a choice was offered that holds the
// right one), wrong (an answer to another question than the one asked, or any answer where "I don't know" was right)
// or a miss (something that should have been answered was not). Wrong is what costs trust; the others cost time.
package eval
