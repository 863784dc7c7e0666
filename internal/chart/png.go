package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-analyze/charts"
)

// colours have a contrast that reads on a phone in daylight. The paper is white, so the picture reads on a dark theme
// too.
type colours struct {
	paper, bar, gap, grid, ink, faint charts.Color
}

func newColours() colours {
	return colours{
		paper: charts.ColorFromHex("#ffffff"), bar: charts.ColorFromHex("#1f5f99"), gap: charts.ColorFromHex("#e4e7ea"),
		grid: charts.ColorFromHex("#d5d9dd"), ink: charts.ColorFromHex("#1b2733"), faint: charts.ColorFromHex("#4a5763"),
	}
}

// shades is how many steps there are from each colour to the paper, for the edges of letters. With the paper that makes
// 16 colours, which take half a byte a pixel.
const shades = 3

// palette holds the colours and what lies between each and the paper.
func (c colours) palette() color.Palette {
	p := color.Palette{c.paper}
	for _, one := range []charts.Color{c.bar, c.gap, c.grid, c.ink, c.faint} {
		for i := 1; i <= shades; i++ {
			mix := func(from, to uint8) uint8 { return uint8((int(from)*(shades-i) + int(to)*i) / shades) }
			p = append(p, color.RGBA{mix(c.paper.R, one.R), mix(c.paper.G, one.G), mix(c.paper.B, one.B), 0xff})
		}
	}
	return p
}

// smaller writes a picture with few colours, a third of its size: it travels inside a message.
func smaller(raw []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("pack picture: %w", err)
	}
	few := image.NewPaletted(full.Bounds(), newColours().palette())
	pixels := image.NewRGBA(full.Bounds())
	draw.Draw(pixels, pixels.Bounds(), full, image.Point{}, draw.Src)
	nearest := map[[4]uint8]uint8{} // of a few hundred colours; searching the palette for each pixel takes 30 ms
	var last [4]uint8
	var index uint8
	for i := range few.Pix {
		if c := [4]uint8(pixels.Pix[4*i:]); c != last || i == 0 { // most pixels are like their neighbour
			if seen, known := nearest[c]; known {
				index = seen
			} else {
				index = uint8(few.Palette.Index(color.RGBA{c[0], c[1], c[2], c[3]}))
				nearest[c] = index
			}
			last = c
		}
		few.Pix[i] = index
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&out, few); err != nil {
		return nil, fmt.Errorf("pack picture: %w", err)
	}
	return out.Bytes(), nil
}
