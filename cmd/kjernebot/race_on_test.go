//go:build race

package main

// raced says that the race detector watches, which makes everything several times as dear: what measures a processor
// has been measured without it by then.
const raced = true
