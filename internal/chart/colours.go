package chart

import (
	"image/color"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/opentype"
)

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

// shades is how many steps there are from each colour to the paper, for the edges of letters. With the paper that makes
// 16 colours, which take half a byte a pixel: the picture travels inside a message.
const shades = 3

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

// newFace is for one picture: a face may not be used by two at once.
func newFace() font.Face {
	f, err := opentype.NewFace(letters(), &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err) // unreachable: the size is a size
	}
	return f
}
