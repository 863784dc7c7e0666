package privacy

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// rules is how the first control digit is made: 1 by the present rule, 4 with
// the remainders that numbers issued from 2032 may have.
type rules int

const (
	present rules = 1
	from32  rules = 4
)

// offsets is what each kind adds to day and month. FHNummer and DUF are made
// in another way.
var offsets = map[Kind][][2]int{
	Fodselsnummer: {{0, 0}},
	DNummer:       {{40, 0}},
	HNummer:       {{0, 40}, {40, 40}},
	Syntetisk:     {{0, 80}, {40, 80}},
	NPID:          {{0, 20}, {0, 60}},
}

var generatedKinds = []Kind{Fodselsnummer, DNummer, HNummer, Syntetisk, NPID, FHNummer, DUF}

// generate makes a number of the kind with right control digits.
func generate(rng *rand.Rand, kind Kind, by rules) string {
	for {
		if number, ok := attempt(rng, kind, by); ok {
			return number
		}
	}
}

func attempt(rng *rand.Rand, kind Kind, by rules) (string, bool) {
	switch kind {
	case DUF:
		digits := fmt.Sprintf("%04d%06d", 1990+rng.IntN(110), rng.IntN(1_000_000))
		return digits + fmt.Sprintf("%02d", weighted(digits, 4, 6, 3, 2, 4, 6, 3, 2, 7, 5)%11), true
	case FHNummer:
		return withControl(rng, strconv.Itoa(8+rng.IntN(2))+fmt.Sprintf("%08d", rng.IntN(100_000_000)), by)
	}
	offset := offsets[kind][rng.IntN(len(offsets[kind]))]
	// Any day from 1904 to 2003, leap days too.
	born := time.Date(1904, 1, 1+rng.IntN(36_524), 0, 0, 0, 0, time.UTC)
	day, month := born.Day()+offset[0], int(born.Month())+offset[1]
	digits := fmt.Sprintf("%02d%02d%02d%03d", day, month, born.Year()%100, rng.IntN(1000))
	return withControl(rng, digits, by)
}

// withControl adds the control digits as Skatteetaten writes the rule down,
// which is not how the package tests them. It fails where a digit would be 10.
func withControl(rng *rand.Rand, nine string, by rules) (string, bool) {
	first := 11 + rng.IntN(int(by)) - weighted(nine, 3, 7, 6, 1, 8, 9, 4, 5, 2)%11
	if first > 10 {
		first -= 11
	}
	if first == 10 {
		return "", false
	}
	ten := nine + strconv.Itoa(first)
	second := 11 - weighted(ten, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
	if second == 11 {
		second = 0
	}
	return ten + strconv.Itoa(second), second < 10
}

func weighted(digits string, weights ...int) int {
	sum := 0
	for i, weight := range weights {
		sum += weight * int(digits[i]-'0')
	}
	return sum
}

// spoil returns the number with another last digit, which no rule allows.
func spoil(rng *rand.Rand, number string) string {
	last := int(number[len(number)-1]-'0') + 1 + rng.IntN(9)
	return number[:len(number)-1] + strconv.Itoa(last%10)
}
