package knowledge

import "strings"

const (
	// followConfidence is that of a message known to point at one topic, such as "hvem gjør det?" and "forklar steg 2".
	followConfidence = 0.9
	// A short message leans towards the topic before it, and a little towards that one's neighbours.
	leanPrevious = 0.08
	leanNext     = 0.03
	shortMessage = 4 // words that say something
)

// followups are the short messages that only make sense after another one.
type followups struct {
	lx         *lexicon
	next, same map[string]bool // the words of the message
}

func newFollowups(lx *lexicon, f followupFile) followups {
	out := followups{lx: lx, next: map[string]bool{}, same: map[string]bool{}}
	for _, text := range f.Next {
		out.next[out.key(text)] = true
	}
	for _, text := range f.Same {
		out.same[out.key(text)] = true
	}
	return out
}

// key is the message without the words that lead in ("og", "ok, men").
func (f followups) key(text string) string {
	ws := words(text)
	for len(ws) > 1 {
		switch ws[0] {
		case "og", "men", "så", "ok", "okei", "ja", "and", "but", "so", "fint", "takk", "da", "då":
			ws = ws[1:]
			continue
		}
		break
	}
	var b strings.Builder
	for _, w := range ws {
		b.WriteString(f.lx.form(w).term.key)
		b.WriteByte(' ')
	}
	return b.String()
}

// followed recognises a message that points back at the topic before it.
func (b *Base) followed(q Question) (TopicID, bool) {
	previous, ok := b.Topic(q.Previous, Bokmal)
	if !ok || len(q.Text) > 80 {
		return "", false
	}
	key := b.follow.key(q.Text)
	if b.follow.same[key] {
		return previous.ID, true
	}
	if b.follow.next[key] && len(previous.Next) > 0 {
		return previous.Next[0], true
	}
	return "", false
}

// lean gives the topic before a short message, and that topic's neighbours, the benefit of the doubt.
func (b *Base) lean(q Question, spans []span, scores []float32) {
	previous, ok := b.Topic(q.Previous, Bokmal)
	if !ok || len(spans) != 1 || spans[0].content() > shortMessage {
		return
	}
	for c, cl := range b.index.classes {
		if scores[c] == 0 || cl.topic == "" {
			continue
		}
		if cl.topic == previous.ID {
			scores[c] += leanPrevious
		}
		for _, id := range previous.Next {
			if cl.topic == id {
				scores[c] += leanNext
			}
		}
	}
}
