// Package eval measures answers against question sets: who asked what, and what the right reaction would have been.
//
// A set is a JSON Lines file, one question a line. Each answer is right, soft (a choice was offered that holds the
// right one), wrong (an answer to another question than the one asked, or any answer where "I don't know" was right)
// or a miss (something that should have been answered was not). Wrong is what costs trust; the others cost time.
package eval

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"kjernebot/internal/week"
)

// The kinds of reaction that a question can call for, and that a system can give. KindSuggest is never
// called for.
const (
	KindAnswer   = "answer"
	KindSuggest  = "suggest"
	KindDecline  = "decline"
	KindUsage    = "usage"
	KindAnnounce = "announce"
	KindHelp     = "help"
)

// Question is one line of a question set.
type Question struct {
	ID     string            `json:"id"`
	Text   string            `json:"text"`
	Lang   string            `json:"lang"`
	Style  string            `json:"style"`
	Kind   string            `json:"kind"`
	Expect []string          `json:"expect"`
	Slots  map[string]string `json:"slots,omitempty"`
	Note   string            `json:"note,omitempty"`
	Both   [][]string        `json:"both,omitempty"`   // the topics that answer each of two things asked
	Before []string          `json:"before,omitempty"` // what the same person wrote just before, oldest first
}

// Set is a question set and the day that it is asked on.
type Set struct {
	Questions []Question
	Now       time.Time // noon in Oslo on the day named by "now=2026-11-23" in the first note; zero when none is
}

// Read reads a question set. The error names the line that is wrong.
func Read(r io.Reader) (Set, error) {
	var set Set
	seen := map[string]bool{}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for line := 1; sc.Scan(); line++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		var q Question
		err := json.Unmarshal(sc.Bytes(), &q)
		if err == nil {
			err = q.check(seen)
		}
		if err != nil {
			return Set{}, fmt.Errorf("line %d: %w", line, err)
		}
		seen[q.ID] = true
		set.Questions = append(set.Questions, q)
	}
	if err := sc.Err(); err != nil {
		return Set{}, err
	}
	return set, set.readNow()
}

func (q *Question) check(seen map[string]bool) error {
	kinds := []string{KindAnswer, KindDecline, KindUsage, KindAnnounce, KindHelp}
	switch {
	case q.ID == "" || q.Text == "":
		return fmt.Errorf("id and text are needed")
	case !slices.Contains(kinds, q.Kind):
		return fmt.Errorf("unknown kind %q", q.Kind)
	case (q.Kind == KindAnswer) != (len(q.Expect) > 0):
		return fmt.Errorf("expect belongs to the kind answer, and is needed there")
	case seen[q.ID]:
		return fmt.Errorf("id %q is used twice", q.ID)
	}
	return nil
}

// readNow finds the day in the first question's note.
func (s *Set) readNow() error {
	if len(s.Questions) == 0 {
		return nil
	}
	_, after, ok := strings.Cut(s.Questions[0].Note, "now=")
	if !ok {
		return nil
	}
	day, err := time.ParseInLocation(time.DateOnly, after[:min(len(after), len(time.DateOnly))], week.Location())
	if err != nil {
		return fmt.Errorf("the first note: %w", err)
	}
	s.Now = day.Add(12 * time.Hour)
	return nil
}

// Outcome is what a system did with a question.
type Outcome struct {
	Kind        string
	Topics      []string // of an answer, best first
	Suggestions []string // of KindSuggest
	Lang        string   // of the reply
	Slots       map[string]string
	Confidence  float64 // for fitting thresholds; 0 when there is none
}

// Ask puts a question to the system that is measured. now is the day that the set is asked on.
type Ask func(ctx context.Context, q Question, now time.Time) (Outcome, error)

// Verdict is how an outcome compares with what was called for.
type Verdict string

// The verdicts, see the package comment.
const (
	Right Verdict = "right"
	Soft  Verdict = "soft"
	Wrong Verdict = "wrong"
	Miss  Verdict = "miss"
)

// Judge compares an outcome with what q calls for.
func Judge(q Question, o Outcome) Verdict {
	expected := func(topic string) bool { return slices.Contains(q.Expect, topic) }
	switch {
	case q.Kind == KindAnswer && o.Kind == KindAnswer:
		return rightOr(Wrong, len(o.Topics) > 0 && expected(o.Topics[0]))
	case q.Kind == KindAnswer && o.Kind == KindSuggest && slices.ContainsFunc(o.Suggestions, expected),
		q.Kind == KindDecline && o.Kind == KindSuggest:
		return Soft
	case q.Kind == KindDecline:
		return rightOr(Wrong, o.Kind == KindDecline)
	case q.Kind == KindUsage && o.Kind == KindUsage:
		return rightOr(Wrong, maps.Equal(q.Slots, o.Slots))
	}
	return rightOr(Miss, o.Kind == q.Kind)
}

func rightOr(other Verdict, right bool) Verdict {
	if right {
		return Right
	}
	return other
}

// Result is one question, what became of it, and the verdict.
type Result struct {
	Question Question
	Outcome  Outcome
	Verdict  Verdict
}

// Run asks every question of set whose kind is in kinds, or every question when kinds is empty.
func Run(ctx context.Context, set Set, ask Ask, kinds ...string) ([]Result, error) {
	var out []Result
	for _, q := range set.Questions {
		if len(kinds) > 0 && !slices.Contains(kinds, q.Kind) {
			continue
		}
		o, err := ask(ctx, q, set.Now)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		out = append(out, Result{Question: q, Outcome: o, Verdict: Judge(q, o)})
	}
	return out, nil
}

// Tally counts verdicts.
type Tally struct {
	Total int `json:"total"`
	Right int `json:"right"`
	Soft  int `json:"soft"`
	Wrong int `json:"wrong"`
	Miss  int `json:"miss"`
}

// Add counts one more verdict.
func (t *Tally) Add(v Verdict) {
	t.Total++
	switch v {
	case Right:
		t.Right++
	case Soft:
		t.Soft++
	case Wrong:
		t.Wrong++
	case Miss:
		t.Miss++
	}
}

// Share is n as a share of the total, 0 to 1; 0 of an empty tally.
func (t Tally) Share(n int) float64 {
	if t.Total == 0 {
		return 0
	}
	return float64(n) / float64(t.Total)
}

// row is the shares of a table's line: right, soft, wrong and miss.
func (t Tally) row() string {
	return fmt.Sprintf("%6.1f%% %6.1f%% %6.1f%% %6.1f%%", 100*t.Share(t.Right), 100*t.Share(t.Soft), 100*t.Share(t.Wrong),
		100*t.Share(t.Miss))
}

// Report is the result of a question set: all of it, and by kind, language and style.
type Report struct {
	All   Tally            `json:"all"`
	Kind  map[string]Tally `json:"kind"`
	Lang  map[string]Tally `json:"lang"`
	Style map[string]Tally `json:"style"`
	// Both is the messages that ask two things, right where both were answered. Reply is the language of replies, right
	// where it is the asker's; Norwegian that is tinged with a neighbour's language is left out.
	Both   Tally      `json:"both"`
	Reply  Tally      `json:"reply"`
	Misses []MissLine `json:"misses"` // every question that was not right, in the order of the set
}

// MissLine is one question that was not right.
type MissLine struct {
	ID          string            `json:"id"`
	Verdict     Verdict           `json:"verdict"`
	Text        string            `json:"text"`
	Want        string            `json:"want"`
	Got         string            `json:"got"`
	Suggestions []string          `json:"suggestions,omitempty"`
	Slots       map[string]string `json:"slots,omitempty"`
	Confidence  float64           `json:"confidence"`
}

// NewReport sums results up.
func NewReport(results []Result) Report {
	r := Report{Kind: map[string]Tally{}, Lang: map[string]Tally{}, Style: map[string]Tally{}, Misses: []MissLine{}}
	for _, res := range results {
		r.All.Add(res.Verdict)
		count(r.Kind, res.Question.Kind, res.Verdict)
		count(r.Lang, res.Question.Lang, res.Verdict)
		count(r.Style, res.Question.Style, res.Verdict)
		if len(res.Question.Both) > 0 {
			r.Both.Add(rightOr(Miss, answersBoth(res)))
		}
		if res.Outcome.Lang != "" && !strings.HasPrefix(res.Question.Note, "tinged") {
			r.Reply.Add(rightOr(Miss, res.Outcome.Lang == res.Question.Lang))
		}
		if q, o := res.Question, res.Outcome; res.Verdict != Right {
			r.Misses = append(r.Misses, MissLine{
				ID: q.ID, Verdict: res.Verdict, Text: q.Text, Suggestions: o.Suggestions, Slots: o.Slots, Confidence: o.Confidence,
				Want: strings.TrimSpace(q.Kind + " " + strings.Join(q.Expect, "|")),
				Got:  strings.TrimSpace(o.Kind + " " + strings.Join(o.Topics, "+")),
			})
		}
	}
	return r
}

// answersBoth reports whether each of the two things asked is answered by one of the topics.
func answersBoth(res Result) bool {
	for _, topics := range res.Question.Both {
		if !slices.ContainsFunc(res.Outcome.Topics, func(id string) bool { return slices.Contains(topics, id) }) {
			return false
		}
	}
	return true
}

func count(by map[string]Tally, key string, v Verdict) {
	t := by[key]
	t.Add(v)
	by[key] = t
}

// WriteJSON writes the report as one line of JSON.
func (r Report) WriteJSON(w io.Writer) error { return json.NewEncoder(w).Encode(r) }

// WriteText writes the report as tables for a person, with every question that was not right.
func (r Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s %5s %7s %7s %7s %7s\n", "", "n", "right", "soft", "wrong", "miss")
	line := func(name string, t Tally) {
		fmt.Fprintf(&b, "%-14s %5d %s\n", name, t.Total, t.row())
	}
	group := func(name string, by map[string]Tally) {
		fmt.Fprintln(&b, name)
		for _, key := range slices.Sorted(maps.Keys(by)) {
			line("  "+key, by[key])
		}
	}
	line("all", r.All)
	group("kind", r.Kind)
	group("language", r.Lang)
	group("style", r.Style)
	if r.Both.Total > 0 {
		line("both answered", r.Both)
	}
	if r.Reply.Total > 0 {
		line("reply language", r.Reply)
	}
	if len(r.Misses) > 0 {
		b.WriteString("not right\n")
	}
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "  %-6s %-5s want %s, got %s (%.2f): %s\n", m.ID, m.Verdict, m.Want, m.Got, m.Confidence, m.Text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A Sample is a question that was asked of a knowledge base trained without the set that it stands in.
type Sample struct {
	Result
	Evidence []float64 // what the confidence rests on; nil where the question was taken for a wish, not a question
	Fold     int       // the set

	sure float64 // the confidence that is tried
}

// right reports whether the best topic is what was asked about: what the confidence is to tell.
func (s *Sample) right() bool {
	return s.Question.Kind == KindAnswer && len(s.Outcome.Suggestions) > 0 &&
		slices.Contains(s.Question.Expect, s.Outcome.Suggestions[0])
}

// bands are the confidences from which a topic is the answer, and from which it is offered.
type bands struct{ answer, suggest float64 }

func (b bands) outcome(s *Sample) Outcome {
	o := s.Outcome
	if s.Evidence == nil {
		return o
	}
	o.Kind, o.Topics = KindDecline, nil
	switch {
	case len(o.Suggestions) == 0:
	case s.sure >= b.answer:
		o.Kind, o.Topics = KindAnswer, o.Suggestions[:1]
	case s.sure >= b.suggest:
		o.Kind = KindSuggest
	}
	return o
}

func (b bands) tally(samples []Sample) (t Tally) {
	for i := range samples {
		t.Add(Judge(samples[i].Question, b.outcome(&samples[i])))
	}
	return t
}

// WriteFit fits a logistic regression on whether the best topic is right, and the bands on top of it, and prints them
// with what other bands would give. Each sample is judged by a fit on the other sets alone (cross-validation that
// leaves one set out), so that what is printed is what a new set may expect. A single set is parted in five.
func WriteFit(w io.Writer, samples []Sample) error {
	var b strings.Builder
	b.WriteString("weights")
	for _, v := range regress(samples) {
		fmt.Fprintf(&b, " %.2f", v)
	}
	held := crossValidate(samples)
	best := bestBands(samples)
	fmt.Fprintf(&b, "\nbest: answer from %.2f, suggest from %.2f\n", best.answer, best.suggest)
	fmt.Fprintf(&b, "%-7s %-7s %7s %7s %7s %7s\n", "answer", "suggest", "right", "soft", "wrong", "miss")
	for _, answer := range grid() {
		other := bands{answer, min(best.suggest, answer)}
		fmt.Fprintf(&b, "%-7.2f %-7.2f %s\n", other.answer, other.suggest, other.tally(samples).row())
	}
	fmt.Fprintf(&b, "weights and bands of the other sets, %d questions\n%15s %s\n", held.Total, "", held.row())
	writeReliability(&b, samples)
	_, err := io.WriteString(w, b.String())
	return err
}

// crossValidate gives each sample the confidence of a fit that saw nothing of its set, and counts how they do with the
// bands of that fit.
func crossValidate(samples []Sample) (held Tally) {
	folds := 0
	for _, s := range samples {
		folds = max(folds, s.Fold+1)
	}
	if folds == 1 {
		folds = 5
		for i := range samples {
			samples[i].Fold = i % folds
		}
	}
	for fold := range folds {
		others := slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return s.Fold == fold })
		weights := regress(others)
		for i := range others {
			others[i].sure = confidence(others[i].Evidence, weights)
		}
		best := bestBands(others)
		for i := range samples {
			if s := &samples[i]; s.Fold == fold {
				s.sure = confidence(s.Evidence, weights)
				held.Add(Judge(s.Question, best.outcome(s)))
			}
		}
	}
	return held
}

// writeReliability prints the diagram: is the program right as often as it says?
func writeReliability(b *strings.Builder, samples []Sample) {
	const bins = 10 // of the same width
	var n, sure, right [bins]float64
	loss, all := 0.0, 0.0
	for _, s := range samples {
		if s.Evidence == nil {
			continue
		}
		bin, hit := min(int(s.sure*bins), bins-1), 1-s.sure
		n[bin]++
		sure[bin] += s.sure
		if s.right() {
			right[bin]++
			hit = s.sure
		}
		loss -= math.Log(max(hit, 1e-9))
		all++
	}
	fmt.Fprintf(b, "reliability, log loss %.4f\n%-10s %6s %7s %7s\n", loss/max(all, 1), "sure", "n", "mean", "right")
	for i := range bins {
		if from, share := float64(i)/bins, right[i]/n[i]; n[i] > 0 {
			fmt.Fprintf(b, "%.1f–%.1f    %6.0f %6.1f%% %6.1f%% %s\n", from, from+0.1, n[i], 100*sure[i]/n[i], 100*share,
				strings.Repeat("#", int(40*share+0.5)))
		}
	}
}

// What a verdict is worth when bands are chosen: a wrong answer costs as much as three right ones gain.
const (
	wrongCosts = 3.0
	softGains  = 0.4

	// Ridge and rounds of the regression. The ridge keeps the weights of things that say the same from running apart.
	ridge  = 1.0
	rounds = 100
)

func grid() []float64 {
	var out []float64
	for i := 4; i <= 18; i++ {
		out = append(out, float64(i)/20)
	}
	return out
}

func bestBands(samples []Sample) (top bands) {
	most := math.Inf(-1)
	for _, a := range grid() {
		for _, s := range grid() {
			if s > a {
				break
			}
			b := bands{a, s}
			t := b.tally(samples)
			if v := float64(t.Right) + softGains*float64(t.Soft) - wrongCosts*float64(t.Wrong); v > most {
				top, most = b, v
			}
		}
	}
	return top
}

func confidence(evidence, weights []float64) float64 {
	z := 0.0
	for i, v := range evidence[:min(len(evidence), len(weights))] {
		z += weights[i] * v
	}
	return 1 / (1 + math.Exp(-z))
}

// regress is a logistic regression by Newton's method, one weight after the other (Friedman, Hastie and Tibshirani,
// "Regularization Paths for Generalized Linear Models via Coordinate Descent", 2010). Questions of sets that do not say
// what they are about teach nothing.
func regress(samples []Sample) []float64 {
	n := 0
	for i := range samples {
		n = max(n, len(samples[i].Evidence))
	}
	w := make([]float64, n)
	for range rounds {
		for k := range w {
			slope, curve := 0.0, 1e-9
			if k > 0 {
				slope, curve = -ridge*w[k], ridge
			}
			for i := range samples {
				s := &samples[i]
				if s.Evidence == nil {
					continue
				}
				p, x := confidence(s.Evidence, w), s.Evidence[k]
				if s.right() {
					slope += x
				}
				slope -= p * x
				curve += p * (1 - p) * x * x
			}
			w[k] += max(-1, min(slope/curve, 1)) // a longer step might never come back
		}
	}
	return w
}
