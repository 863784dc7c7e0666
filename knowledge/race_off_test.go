//go:build !race

package knowledge_test

const raced = false
