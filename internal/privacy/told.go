package privacy

// told reports whether the sentence says of the person that they are a patient or what they suffer from. Each case is
// one way to say it.
func (s sentence) told(text string, p person) bool {
	birth := s.birthAfter(text, p)
	switch {
	case p.initials: // K.N., f. 1942, KOLS
		return birth && s.all&(health|patient) != 0 && s.all&office == 0
	case s.afterNoun(p, patient) && (s.words[p.from].class&firstName != 0 ||
		p.pair && (birth || s.all&(room|naming) != 0 || s.isIll(p))): // "Patient Summary Record" is nobody
		return true
	case !p.common && !p.pair:
		return false
	case birth && s.all&(health|patient|room) != 0 && s.all&office == 0:
		return true
	case s.afterNoun(p, user) && (birth || s.all&(health|room) != 0):
		return true
	case !p.common:
		return false
	case s.isPatient(p):
		return true
	}
	return s.isIll(p) || s.askedIll(p) || s.roomList(p)
}

// afterNoun reports whether the name follows "pasienten", with words like "på rom 12 heter" between at most.
func (s sentence) afterNoun(p person, noun class) bool {
	for i := p.from - 1; i >= 0 && p.from-i <= 7; i-- {
		w := s.words[i]
		if w.class&noun != 0 {
			return true
		}
		if i == p.from-1 && w.class&place != 0 {
			return false // where, or with whom, and not who
		}
		if w.class&leading == 0 && !w.number {
			return false
		}
	}
	return false
}

// isPatient is "Kari Nordmann er pasient" and "Kari Nordmann, beboer", but not "Hei Kari, pasienten": who is spoken to
// is not who is spoken of.
func (s sentence) isPatient(p person) bool {
	is := false
	for i := p.to; i < len(s.words) && i-p.to <= 3; i++ {
		w := s.words[i]
		if w.class&patient != 0 {
			return is || p.pair && i == p.to && w.class&anyPatient != 0
		}
		is = is || w.class&being != 0
		if w.class&(leading|having) == 0 {
			return false
		}
	}
	return false
}

// isIll is "Kari har fått Marevan", also with "på rom 12" or an age before the verb.
func (s sentence) isIll(p person) bool {
	i := p.to
	for i < len(s.words) && i-p.to <= 5 && s.words[i].class&verb == 0 {
		w := s.words[i]
		if !w.number && w.class&(room|years|born|leading) == 0 {
			return false
		}
		i++
	}
	if i >= len(s.words) || s.words[i].class&verb == 0 {
		return false
	}
	return s.healthWithin(i+1, 7)
}

// askedIll is "Har Kari Nordmann KOLS".
func (s sentence) askedIll(p person) bool {
	return p.from > 0 && s.words[p.from-1].class&asking != 0 && s.healthWithin(p.to, 3)
}

// roomList is "Rom 12: Kari Nordmann, KOLS", a line of a list of patients.
func (s sentence) roomList(p person) bool {
	if s.all&room == 0 || s.all&office != 0 {
		return false
	}
	before := p.from >= 2 && s.words[p.from-1].number && s.words[p.from-2].class&room != 0
	return before && s.healthWithin(p.to, 4)
}

// healthWithin reports whether an illness or a medicine comes within n words from i, with no other words before it
// than one has them with.
func (s sentence) healthWithin(i, n int) bool {
	for end := min(len(s.words), i+n); i < end; i++ {
		w := s.words[i]
		if w.class&health != 0 {
			return !s.compound(i)
		}
		if w.class&having == 0 && !w.number {
			return false
		}
	}
	return false
}

// compound reports whether word i is the first part of one like KOLS-kurset.
func (s sentence) compound(i int) bool {
	if !s.words[i].hyphen || i+1 >= len(s.words) {
		return false
	}
	return s.words[i+1].end-s.words[i+1].start > 2
}

// birthAfter reports whether a birth date, a birth year or an age stands within four words from the person.
func (s sentence) birthAfter(text string, p person) bool {
	for i := p.to; i < len(s.words) && i-p.to <= 4; i++ {
		w := s.words[i]
		switch {
		case w.class&born != 0 && s.birthNumber(text, i+1):
			return true
		case w.number && i+1 < len(s.words) && s.words[i+1].class&years != 0:
			return true
		case w.number && i == p.to && yearOnly(text[w.start:w.end]) && bracketed(text, w):
			return true
		case w.number || w.class&(born|leading|having) != 0:
		case w.class&place == 0 || p.initials: // "BPA for 82 år" names nobody
			return false
		}
	}
	return false
}

// birthNumber reports whether a date or a year is word i, or the next after "i".
func (s sentence) birthNumber(text string, i int) bool {
	if i < len(s.words) && s.words[i].class&place != 0 {
		i++
	}
	if i >= len(s.words) || !s.words[i].number {
		return false
	}
	w := s.words[i]
	return yearOnly(text[w.start:w.end]) || wholeDate(w) || w.end-w.start == 2
}

// nameless is "pasient født 01.02.1942 med KOLS": the whole birth date makes a patient recognisable without a name.
func (s sentence) nameless() (span, bool) {
	if s.all&patient == 0 || s.all&(health|room) == 0 {
		return span{}, false
	}
	for i, w := range s.words {
		if w.class&born == 0 || i+1 >= len(s.words) || !wholeDate(s.words[i+1]) {
			continue
		}
		return span{w.start, s.words[i+1].end}, true
	}
	return span{}, false
}

func wholeDate(w word) bool { return w.number && w.end-w.start >= 6 }

func yearOnly(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "18" || s[:2] == "20")
}

func bracketed(text string, w word) bool {
	return w.start > 0 && text[w.start-1] == '(' && w.end < len(text) && text[w.end] == ')'
}
