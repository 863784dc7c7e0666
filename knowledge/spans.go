package knowledge

import "strings"

// maxSpans bounds the work on a long message.
const maxSpans = 24

// A span is a sentence of the message, or all of it. What asks counts in full, what tells counts less, and the message
// as a whole settles what a sentence alone leaves open. A question that says little by itself ("Er det greit?") is read
// together with the sentence before it.
type span struct {
	query
	text  string
	asks  bool
	share float32
	raw   []float32 // score of every class

	covered float32 // the logarithm of the odds that any topic covers it
}

// spans cuts text into its sentences, and scores each. A message of one sentence is one span. The last span of a
// longer one is the message as a whole.
func (ix *index) spans(text string) []span {
	parts := sentences(text)
	var out []span
	anyAsks, before := false, ""
	for _, part := range parts {
		q := ix.query(part)
		if q.content() == 0 && len(parts) > 1 && (before == "" || !strings.HasSuffix(part, "?")) {
			continue
		}
		s := span{query: q, text: part, asks: strings.HasSuffix(part, "?")}
		if s.asks && len(out) > 0 && ix.weigh(q) < ix.rk.leansBelow {
			s.query = ix.query(before + " " + part)
		}
		before = part
		anyAsks = anyAsks || s.asks
		out = append(out, s)
		if len(out) == maxSpans {
			break
		}
	}
	for i := range out {
		s := &out[i]
		s.asks = s.asks || !anyAsks
		s.share = 1
		if !s.asks {
			s.share = ix.rk.telling
		}
	}
	if len(out) > 1 {
		out = append(out, span{query: ix.query(text), share: ix.rk.whole})
	}
	for i := range out {
		out[i].raw, out[i].covered = ix.score(out[i].query)
	}
	return out
}

// combine puts the spans' scores together: the best single sentence, and the whole.
func (ix *index) combine(spans []span) []float32 {
	out := make([]float32, len(ix.classes))
	if len(spans) == 0 {
		return out
	}
	if len(spans) == 1 {
		copy(out, spans[0].raw)
		return out
	}
	last := spans[len(spans)-1]
	for _, s := range spans[:len(spans)-1] {
		for c, v := range s.raw {
			out[c] = max(out[c], v*s.share)
		}
	}
	for c, v := range last.raw {
		out[c] += v * last.share
	}
	return out
}

// spanOf is the sentence that class has most of.
func spanOf(spans []span, class int) *span {
	best := 0
	for i := range spans {
		if spans[i].raw[class]*spans[i].share > spans[best].raw[class]*spans[best].share {
			best = i
		}
	}
	return &spans[best]
}
