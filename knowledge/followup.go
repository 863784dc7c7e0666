package knowledge

// followups are the short messages that only make sense after another one.
type followups struct {
	next, same map[string]bool // the terms of the message, joined
}

func newFollowups(lx *lexicon, f followupFile) followups {
	out := followups{next: map[string]bool{}, same: map[string]bool{}}
	for _, text := range f.Next {
		out.next[followKey(lx.terms(text))] = true
	}
	for _, text := range f.Same {
		out.same[followKey(lx.terms(text))] = true
	}
	return out
}

func followKey(terms []term) string {
	key := ""
	for _, t := range terms {
		key += t.key + " "
	}
	return key
}
