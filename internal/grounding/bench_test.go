package grounding_test

import (
	"slices"
	"testing"
	"time"

	"kjernebot/internal/grounding"
	"kjernebot/knowledge"
)

// BenchmarkCheckDraft reports what the check adds to an answer, over the whole corpus: the median and the slowest one
// in a hundred.
func BenchmarkCheckDraft(b *testing.B) {
	kb := base(b)
	type job struct {
		draft  grounding.Draft
		lang   knowledge.Lang
		topics []knowledge.Topic
	}
	var jobs []job
	for _, file := range []string{"good.jsonl", "bad.jsonl"} {
		for _, a := range corpus(b, file) {
			jobs = append(jobs, job{draft(grounding.Sentence{Text: a.Text, Topic: a.Topic}), a.Lang, versions(b, kb, a.Topic)})
		}
	}
	var took []time.Duration
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		j := jobs[i%len(jobs)]
		begin := time.Now()
		_ = grounding.CheckDraft(j.draft, j.lang, j.topics) // the verdict is the corpus test's business
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
