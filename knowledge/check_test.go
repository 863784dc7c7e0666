package knowledge_test

import (
	"testing"
	"time"

	"kjernebot/knowledge"
)

func TestCompiledInKnowledgeIsClean(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, p := range knowledge.Check(knowledge.Files(), now) {
		t.Error(p)
	}
}
