//go:build race

package knowledge_test

const raced = true // the race detector watches
