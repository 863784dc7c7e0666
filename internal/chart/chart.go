// Package chart draws pictures of weekly figures, for clients that cannot draw a card's own chart.
package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"kjernebot/internal/norsk"
)

// Bar is one week.
type Bar struct {
	Label   string // under the bar: the number of the week
	Group   string // under the labels where it changes: the year
	Value   int64
	Missing bool // nobody has reported the week, which is drawn as a gap and never as zero
	Hidden  bool // there is a value that may not be told; a dash stands in its place
}

// Words are the texts in the picture.
type Words struct {
	Values  string // above the value axis, such as `oppslag`
	Labels  string // at the label axis, such as `uke`
	Missing string // explains the gaps, such as `mangler tall`
}

// The picture is drawn at twice the width of a phone's card, so that it is sharp there. All lengths are in its pixels.
const (
	width, height = 720, 400
	right         = 16
	top           = 68
	title         = 26 // the line that the texts at the top stand on
	gap           = 12 // between the value axis and its numbers
	bottom        = 84
	baseline      = height - bottom
	fontSize      = 25
	stub          = 3 // the height of a bar for zero, so that it differs from a gap
	labelWidth    = 44
	valueWidth    = 62 // room for a number above a bar
	maxBar        = 72
	lines         = 4   // how many steps the value axis has. Clients that draw charts themselves part it in four too
	dash          = "–" // what a hidden value looks like everywhere
	// shades is how many steps there are from each colour to the paper, for the edges of letters. With the paper that
	// makes 16 colours, which take half a byte a pixel: the picture travels inside a message.
	shades = 3
)

// canvas is the picture under way.
type canvas struct {
	image   *image.Paletted
	face    font.Face
	bars    []Bar
	highest int     // the bar with the largest value, the newest of several; -1: none has one
	top     int64   // of the value axis
	left    int     // where the bars begin
	slot    float64 // the width of a bar with its gaps
}

// Weeks draws the bars as a PNG of 720 × 400 pixels and at most about 12 kB. It is an error if there are none.
func Weeks(bars []Bar, words Words) ([]byte, error) {
	if len(bars) == 0 {
		return nil, fmt.Errorf("draw figures: no weeks")
	}
	// A face may not be used by two pictures at once.
	face, err := opentype.NewFace(letters(), &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("draw figures: %w", err)
	}
	d := &canvas{image: image.NewPaletted(image.Rect(0, 0, width, height), palette), face: face, bars: bars, highest: -1}
	var most int64
	for i, b := range bars {
		if !b.Missing && !b.Hidden && b.Value >= most {
			most, d.highest = b.Value, i
		}
	}
	d.top = Top(most)
	d.left = gap + max(d.width(norsk.Grouped(d.top)), d.width(words.Labels)) + gap
	d.slot = float64(width-d.left-right) / float64(len(bars))
	d.rect(0, 0, width, height, paper)
	d.grid()
	d.columns()
	d.labels()
	d.text(words.Values, d.left, title, faint)
	d.text(words.Labels, d.left-gap-d.width(words.Labels), baseline+32, faint)
	if slices.ContainsFunc(bars, func(b Bar) bool { return b.Missing }) {
		x := width - right - d.width(words.Missing)
		d.text(words.Missing, x, title, faint)
		d.rect(x-32, title-18, x-10, title+2, blank)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, d.image); err != nil {
		return nil, fmt.Errorf("draw figures: %w", err)
	}
	return out.Bytes(), nil
}

// rounds are the steps that people read easily, between 1 and 10.
var rounds = []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10}

// Top is where the value axis ends: the smallest that reaches the largest value in four round steps. Figures are whole,
// so the steps are.
func Top(most int64) int64 {
	for power := 1.0; ; power *= 10 {
		for _, r := range rounds {
			if step := r * power; step == math.Trunc(step) && int64(step)*lines >= most {
				return int64(step) * lines
			}
		}
	}
}

// grid draws the lines of the scale with their numbers.
func (d *canvas) grid() {
	for v := int64(0); v <= d.top; v += d.top / lines {
		y := d.y(v)
		d.rect(d.left, y, width-right, y+1, lined)
		number := norsk.Grouped(v)
		d.text(number, d.left-gap-d.width(number), y+7, faint)
	}
}

// columns draws a bar for each week. The highest always has its number.
func (d *canvas) columns() {
	wide := min(maxBar, max(2, int(d.slot*0.72)))
	all := d.slot >= valueWidth || d.slot >= labelWidth && d.top <= 1000 // there is room for all numbers
	for i, b := range d.bars {
		middle := d.x(i)
		x, y := middle-wide/2, min(d.y(b.Value), baseline-stub)
		switch {
		case b.Missing:
			d.rect(x, top, x+wide, baseline, blank)
			continue
		case b.Hidden:
			d.text(dash, middle-d.width(dash)/2, baseline-8, faint)
			continue
		}
		d.rect(x, y, x+wide, baseline, bar)
		if all || i == d.highest {
			number := norsk.Grouped(b.Value)
			d.text(number, min(middle-d.width(number)/2, width-right-d.width(number)), y-8, ink)
		}
	}
	d.rect(d.left, baseline, width-right, baseline+2, faint)
}

// labels writes the weeks under the bars, as many as there is room for, and the years under those.
func (d *canvas) labels() {
	every := max(1, int(math.Ceil(labelWidth/d.slot)))
	for i, b := range d.bars {
		if (len(d.bars)-1-i)%every == 0 { // the newest week always has its label
			d.text(b.Label, d.x(i)-d.width(b.Label)/2, baseline+32, ink)
		}
	}
	for from := 0; from < len(d.bars); {
		to := from
		for to < len(d.bars) && d.bars[to].Group == d.bars[from].Group {
			to++
		}
		// A year of a few weeks only has no room, and is told by the numbers of its weeks.
		if text := d.bars[from].Group; to == len(d.bars) || d.slot*float64(to-from) > float64(d.width(text)+gap) {
			d.text(text, max(d.left, min(d.x(from)-d.width(d.bars[from].Label)/2, width-right-d.width(text))), baseline+62,
				faint)
		}
		from = to
	}
}

func (d *canvas) x(i int) int { return d.left + int(d.slot*(float64(i)+0.5)) }

func (d *canvas) y(v int64) int {
	return baseline - int(float64(baseline-top)*float64(v)/float64(d.top))
}

func (d *canvas) rect(x, y, toX, toY int, c color.RGBA) {
	draw.Draw(d.image, image.Rect(x, y, toX, toY), image.NewUniform(c), image.Point{}, draw.Src)
}

func (d *canvas) text(s string, x, y int, c color.RGBA) {
	w := font.Drawer{Dst: d.image, Src: image.NewUniform(c), Face: d.face, Dot: fixed.P(x, y)}
	w.DrawString(s)
}

func (d *canvas) width(s string) int { return font.MeasureString(d.face, s).Ceil() }

// The colours have a contrast that reads on a phone in daylight. The paper is white, so the picture reads on a dark
// theme too.
var (
	paper = color.RGBA{0xff, 0xff, 0xff, 0xff}
	bar   = color.RGBA{0x1f, 0x5f, 0x99, 0xff}
	blank = color.RGBA{0xe4, 0xe7, 0xea, 0xff}
	lined = color.RGBA{0xd5, 0xd9, 0xdd, 0xff}
	ink   = color.RGBA{0x1b, 0x27, 0x33, 0xff}
	faint = color.RGBA{0x4a, 0x57, 0x63, 0xff}
)

// palette holds the colours and what lies between each and the paper.
var palette = func() color.Palette {
	p := color.Palette{paper}
	for _, c := range []color.RGBA{bar, blank, lined, ink, faint} {
		for i := 1; i <= shades; i++ {
			mix := func(to uint8) uint8 { return uint8((0xff*(shades-i) + int(to)*i) / shades) }
			p = append(p, color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xff})
		}
	}
	return p
}()

// letters are those of the pictures, æøå among them.
var letters = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(gomedium.TTF)
	if err != nil {
		panic(err) // unreachable: they are in the program
	}
	return f
})
