package privacy

// ordinary reports whether a run of more than eleven digits is a number of
// machines, of a kind that people paste without knowing it: searching it for
// identity numbers at every place would find one by chance every twentieth time.
func ordinary(run []digit) bool {
	return milliseconds(run) || stamp(run) || abroad(run)
}

// milliseconds since 1970, which Teams uses as the id of a message: thirteen
// digits that lie between 2014 and 2033.
func milliseconds(run []digit) bool {
	return len(run) == 13 && run[0].value == 1 && run[1].value >= 4
}

// stamp is a time of the years 2020–2035 as YYYYMMDDhhmm or YYYYMMDDhhmmss.
func stamp(run []digit) bool {
	if len(run) != 12 && len(run) != 14 {
		return false
	}
	two := func(i int) int { return 10*int(run[i].value) + int(run[i+1].value) }
	return two(0) == 20 && two(2) >= 20 && two(2) <= 35 && date(two(6), two(4), two(2)) && two(8) < 24 && two(10) < 60 &&
		(len(run) == 12 || two(12) < 60)
}

// abroad is a Norwegian telephone number as it is dialled from other countries.
func abroad(run []digit) bool {
	return len(run) == 12 && run[0].value == 0 && run[1].value == 0 && run[2].value == 4 && run[3].value == 7
}
