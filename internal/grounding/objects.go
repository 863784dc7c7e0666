package grounding

// objectReach is how many words from a verb its object stands in the topic, at most.
const objectReach = 4

// objects stops something being done to what the topic does not do it to: the word next to a verb must stand near that
// verb in the topic too.
func (s *source) objects(c clause) Findings {
	for i, t := range c {
		if !t.is(deed) {
			continue
		}
		for _, k := range []string{nextContent(c, i, 1), nextContent(c, i, -1)} {
			if k != "" && k != t.keys[0] && !s.any(func(f fact) bool { return near(f, t.keys[0], k) }) {
				return Findings{{RuleScattered, t.text + " " + k + ": " + c.String()}}
			}
		}
	}
	return nil
}

// nextContent is the nearest word of content in one direction, leaving out those who act and generic words before the verb.
func nextContent(c clause, i, step int) string {
	for j := i + step; j >= 0 && j < len(c); j += step {
		if c[j].is(deed) || c[j].kind == address || step > 0 && c[j].is(via) {
			return ""
		}
		if !c[j].content() || c[j].part || c[j].kind != word || c[j].is(actor|frame) || step < 0 && c[j].is(generic) {
			continue
		}
		return c[j].keys[0]
	}
	return ""
}

// near reports whether a sentence has the word near the verb, or points back at it.
func near(f fact, verb, word string) bool {
	if f.near[word] && f.keys[verb] || f.near[verb] && f.keys[word] {
		return true
	}
	var content []token
	for _, t := range f.tokens {
		if t.content() {
			content = append(content, t)
		}
	}
	for i, t := range content {
		if !carried([]token{t})[verb] {
			continue
		}
		if reaches(content, i, 1, word) || reaches(content, i, -1, word) {
			return true
		}
	}
	return false
}

// reaches reports whether word stands within reach of token i in one direction, with no other verb between.
func reaches(content []token, i, step int, word string) bool {
	for j, n := i+step, 0; j >= 0 && j < len(content) && n < objectReach && !content[j].is(deed); j, n = j+step, n+1 {
		if carried(content[j : j+1])[word] {
			return true
		}
	}
	return false
}

// named stops a name next to a word that no sentence of the topic has it with, and a name as the one who acts where the
// topic has it behind the verb.
func (s *source) named(c clause) Findings {
	for i, t := range c {
		if !t.upper || !t.content() || t.is(actor|generic|deed) || t.part || i == 0 {
			continue
		}
		before := behind(c, i)
		if before != "" && !s.any(func(f fact) bool {
			return f.keys.hasAll(t.keys) && (f.keys[before] || f.near[before]) || f.keys[before] && f.near.hasAll(t.keys)
		}) {
			return Findings{{RuleScattered, before + " " + t.text + ": " + c.String()}}
		}
	}
	for i, t := range c {
		if !t.is(deed) || i == 0 {
			continue
		}
		j := lastContent(c, i)
		if j <= 0 || c[j].part || !c[j].upper || c[j].is(actor|generic) || behindPlace(c, j) {
			continue
		}
		if !s.any(func(f fact) bool { return follows(f.tokens, c[j].keys[0], t.keys[0]) }) {
			return Findings{{RuleActor, c.String()}}
		}
	}
	return nil
}

func lastContent(c clause, i int) int {
	for j := i - 1; j >= 0; j-- {
		if c[j].content() {
			return j
		}
	}
	return -1
}

// behindPlace reports whether a name stands behind "i", "på", "via" and the like, and so says where.
func behindPlace(c clause, i int) bool {
	for j := i - 1; j >= max(0, i-2); j-- {
		if c[j].is(at | via) {
			return true
		}
	}
	return false
}
