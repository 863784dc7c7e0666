package kommune

import (
	"fmt"
	"strings"
)

// Source says how a domain is known to belong to a kommune. Only [SourceMail] was observed to carry the kommune's
// mail; the others are hints that a person must confirm.
type Source string

// The sources of a domain, strongest first.
const (
	SourceMail    Source = "mx"       // had mail records in the scan of 2026-07-20
	SourceWebsite Source = "nettsted" // the kommune's website, not confirmed for mail
	SourceDerived Source = "utledet"  // made from the name by rule, never observed
)

type domain struct {
	number Number
	source Source
}

// ByDomain finds the kommune that a mail address or a domain belongs to: the longest known domain that ends it at a
// label boundary, so `x@ude.oslo.kommune.no` is Oslo and `notoslo.kommune.no` is nobody. A domain proves at most who
// runs the mailbox, so the answer may suggest a kommune to a person and never decide it.
func (r *Registry) ByDomain(mailOrDomain string) (Number, Source, bool) {
	d := strings.ToLower(strings.TrimSpace(mailOrDomain))
	if at := strings.LastIndexByte(d, '@'); at >= 0 {
		d = d[at+1:]
	}
	d = strings.TrimSuffix(d, ".")
	for {
		if hit, ok := r.domains[d]; ok {
			return hit.number, hit.source, true
		}
		dot := strings.IndexByte(d, '.')
		if dot < 0 {
			return "", "", false
		}
		d = d[dot+1:]
	}
}

func (r *Registry) addDomain(row []string) error {
	n, name, kind := Number(row[0]), row[1], row[2]
	if _, ok := r.byNumber[n]; !ok {
		return fmt.Errorf("kommune-domener.csv: no kommune %q", n)
	}
	if _, dup := r.domains[name]; dup || !strings.Contains(name, ".") {
		return fmt.Errorf("kommune-domener.csv: bad domain %q", name)
	}
	source, _, _ := strings.Cut(kind, "-")
	switch s := Source(source); s {
	case SourceMail, SourceWebsite, SourceDerived:
		r.domains[name] = domain{number: n, source: s}
		return nil
	}
	return fmt.Errorf("kommune-domener.csv: unknown source %q", kind)
}
