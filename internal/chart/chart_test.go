package chart

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var keep = flag.String("keep", "", "write the pictures to this folder, to look at")

var words = Words{Values: "oppslag per uke", Labels: "uke", Missing: "mangler tall – æøå"}

// situations are the shapes that figures come in.
func situations() map[string][]Bar {
	made := map[string][]Bar{}
	series := func(n int, value func(i int) Bar) []Bar {
		var bars []Bar
		week, year := 48-n, 2026
		for i := range n {
			if week++; week <= 0 && i == 0 {
				week, year = week+52, 2025
			} else if week > 52 {
				week, year = 1, year+1
			}
			b := value(i)
			b.Label, b.Group = fmt.Sprint(week), fmt.Sprint(year)
			bars = append(bars, b)
		}
		return bars
	}
	wave := func(i int) Bar { return Bar{Value: int64(300 + 37*(i*7%11))} }
	for _, n := range []int{1, 4, 12, 52, 104} {
		made[fmt.Sprintf("%d-weeks", n)] = series(n, wave)
	}
	made["12-missing"] = series(12, func(i int) Bar { return Bar{Value: wave(i).Value, Missing: i%5 == 3} })
	made["52-missing"] = series(52, func(i int) Bar { return Bar{Value: wave(i).Value, Missing: i > 26 && i < 34} })
	made["12-hidden"] = series(12, func(i int) Bar { return Bar{Value: wave(i).Value, Hidden: i%5 == 3} })
	made["12-all-hidden"] = series(12, func(int) Bar { return Bar{Hidden: true} })
	made["12-zeros"] = series(12, func(i int) Bar { return Bar{Value: int64(i%3) * 40} })
	made["12-all-zero"] = series(12, func(int) Bar { return Bar{} })
	made["12-all-missing"] = series(12, func(int) Bar { return Bar{Missing: true} })
	made["12-enormous"] = series(12, func(i int) Bar {
		if i == 6 {
			return Bar{Value: 1_234_567}
		}
		return wave(i)
	})
	made["4-small"] = series(4, func(i int) Bar { return Bar{Value: int64(i)} })
	return made
}

// TestWeeks draws every shape: a picture of the right size, small enough to travel in a message.
func TestWeeks(t *testing.T) {
	for name, bars := range situations() {
		raw, err := Weeks(bars, words)
		if err != nil {
			t.Fatal(err)
		}
		if *keep != "" {
			if err := os.WriteFile(filepath.Join(*keep, name+".png"), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if len(raw) > 12_000 {
			t.Errorf("%s: %d bytes", name, len(raw))
		}
		got, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got.Bounds() != image.Rect(0, 0, width, height) {
			t.Errorf("%s: %v", name, got.Bounds())
		}
	}
	if _, err := Weeks(nil, words); err == nil {
		t.Error("no weeks, no error")
	}
}

// TestMissingIsNotZero: a gap, a zero and a hidden value look unlike each other.
func TestMissingIsNotZero(t *testing.T) {
	all, seen := situations(), map[string]string{}
	for _, name := range []string{"12-all-zero", "12-all-missing", "12-all-hidden"} {
		raw, err := Weeks(all[name], words)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[string(raw)]; ok {
			t.Errorf("%s and %s look the same", name, other)
		}
		seen[string(raw)] = name
	}
}

// TestHiddenValueIsNotDrawn: a picture depends on nothing that is hidden, not even by its scale.
func TestHiddenValueIsNotDrawn(t *testing.T) {
	var pictures [2][]byte
	for i, secret := range []int64{3, 4_000_000} {
		var err error
		if pictures[i], err = Weeks([]Bar{{Label: "1", Value: 40}, {Label: "2", Value: secret, Hidden: true}},
			words); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(pictures[0], pictures[1]) {
		t.Error("the hidden value shows")
	}
}

// TestScale: the axis has four steps of whole, round numbers, and reaches the largest value without much room above.
func TestScale(t *testing.T) {
	for most, want := range map[int64]int64{
		0: 4, 3: 4, 4: 4, 5: 8, 40: 40, 41: 60, 590: 600, 999: 1000, 1000: 1000, 1300: 1600, 1234567: 1600000,
	} {
		if got := Top(most); got != want {
			t.Errorf("%d: %d, want %d", most, got, want)
		}
	}
	for most := int64(1); most < 100_000; most++ {
		if top := Top(most); top < most || top%lines != 0 || most >= 4*lines && top > 2*most {
			t.Fatalf("%d: %d", most, top)
		}
	}
}

func BenchmarkWeeks(b *testing.B) {
	bars := situations()["12-weeks"]
	for b.Loop() {
		if _, err := Weeks(bars, words); err != nil {
			b.Fatal(err)
		}
	}
}
