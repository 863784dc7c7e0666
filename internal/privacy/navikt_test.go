package privacy

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFindAgainstNavikt compares with the validator that NAV publishes. What
// it accepts, we must find. It refuses more than we do, on purpose: numbers
// without a birth date, or with the offsets of NPID.
//
// FNRVALIDATOR_DIR names a folder where "npm install @navikt/fnrvalidator" has
// been run.
func TestFindAgainstNavikt(t *testing.T) {
	dir := os.Getenv("FNRVALIDATOR_DIR")
	if dir == "" {
		t.Skip("set FNRVALIDATOR_DIR to a folder with @navikt/fnrvalidator installed to compare with it")
	}
	numbers := naviktNumbers(rand.New(rand.NewPCG(2026, 2032)), 100_000)
	version, types := askNavikt(t, dir, numbers)
	if len(types) != len(numbers) {
		t.Fatalf("%d answers to %d numbers", len(types), len(numbers))
	}

	accepted, missed, onlyOurs := map[string]int{}, 0, map[Kind]int{}
	for i, number := range numbers {
		hits := Find(number)
		if types[i] == "-" {
			if len(hits) > 0 {
				onlyOurs[hits[0].Kind]++
			}
			continue
		}
		accepted[types[i]]++
		if len(hits) != 1 || hits[0] != (Hit{Kind: hits[0].Kind, Start: 0, End: numberLength}) {
			missed++
			t.Errorf("generated number %s: the validator says %s, Find says %v", number, types[i], hits)
		}
		if missed > 20 {
			t.Fatal("too many misses to go on")
		}
	}
	for _, kind := range []string{"fnr", "dnr", "hnr", "tnr", "dnr-and-hnr", "dnr-and-tnr"} {
		if accepted[kind] < 1000 {
			t.Errorf("only %d numbers of type %s compared", accepted[kind], kind)
		}
	}
	for kind, n := range onlyOurs {
		if kind != FHNummer && kind != NPID && kind != Syntetisk {
			t.Errorf("%d numbers are %s to us and nothing to the validator", n, kind)
		}
	}
	t.Logf("@navikt/fnrvalidator %s: accepted %v of %d, missed %d; ours alone: "+
		"%v", version, accepted, len(numbers), missed, onlyOurs)
}

// naviktNumbers is n numbers of all kinds with eleven digits, every other one
// spoiled: a wrong control digit, a date that is none, or any eleven digits.
func naviktNumbers(rng *rand.Rand, n int) []string {
	kinds := []Kind{
		Fodselsnummer, DNummer, HNummer, Syntetisk, Fodselsnummer, DNummer, HNummer, Syntetisk, NPID, FHNummer,
	}
	var numbers []string
	for i := range n {
		number := generate(rng, kinds[i/2%len(kinds)], []rules{present, from32}[rng.IntN(2)])
		switch {
		case i%2 == 0:
		case i%3 == 0:
			number = spoil(rng, number)
		case i%3 == 1:
			number = "3" + number[1:]
		default:
			number = anyDigits(rng, numberLength)
		}
		numbers = append(numbers, number)
	}
	return numbers
}

func anyDigits(rng *rand.Rand, n int) string {
	digits := make([]byte, n)
	for i := range digits {
		digits[i] = '0' + byte(rng.IntN(10))
	}
	return string(digits)
}

// askNavikt asks about all numbers in one Node process.
func askNavikt(t *testing.T, dir string, numbers []string) (version string, types []string) {
	t.Helper()
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", filepath.Join("testdata", "fnrvalidator.js"), dir)
	cmd.Stdin = strings.NewReader(strings.Join(numbers, "\n") + "\n")
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("run the validator in %s: %v\n%s", dir, err, problems.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[0], lines[1:]
}
