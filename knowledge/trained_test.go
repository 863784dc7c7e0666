package knowledge_test

import (
	"bytes"
	"testing"

	"kjernebot/internal/racetest"
	"kjernebot/knowledge"
)

// TestWeightsAreCurrent: what the program carries was learned from the files that it carries. When it fails, run
//
//	go run ./cmd/kjernebot knowledge train knowledge knowledge/weights.bin
func TestWeightsAreCurrent(t *testing.T) {
	if !knowledge.Trained() {
		t.Error("the files changed after they were learned; run: go run ./cmd/kjernebot knowledge train knowledge " +
			"knowledge/weights.bin")
	}
}

// TestTrainingIsDeterministic: two replicas that learn the same folder answer alike.
func TestTrainingIsDeterministic(t *testing.T) {
	learns(t)
	first, err := knowledge.Train(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	second, err := knowledge.Train(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("learned twice from the same files, with different weights")
	}
}

// learns skips a test that learns from all questions of the guide where that takes a minute: under the race detector,
// which has watched it learn in TestDraft.
func learns(t *testing.T) {
	if racetest.On || testing.Short() {
		t.Skip("learns from all questions, which is slow under the race detector")
	}
}
