package intent

// FollowUp completes a text such as `og Bergen?` or `hva med oktober?` with what the figures before were about.
func FollowUp(rec Recognition, last *Recognition) Recognition {
	if !rec.FollowUp || last == nil {
		return rec
	}
	rec.Intent = Usage
	if !rec.PeriodNamed {
		rec.Period, rec.PeriodNamed = last.Period, last.PeriodNamed
	}
	if len(rec.Kommuner) == 0 && !rec.Scope.named() {
		unread := rec.Scope.Unread
		rec.Scope, rec.Scope.Unread = last.Scope, unread
		rec.Kommuner, rec.Ambiguous = last.Kommuner, last.Ambiguous
	}
	return rec
}
