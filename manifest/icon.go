package manifest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
)

// The icon is a speech bubble with a heart in it that has lines of writing: a
// conversation about a record that someone cares for. It is drawn here, so that
// it can be changed like any other code and needs no tool.

const (
	colorSize   = 192
	outlineSize = 32
)

// colorIcon draws the colour icon: 192 by 192 pixels, the symbol within the
// central 96 by 96, which Teams never cuts.
func colorIcon() ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, colorSize, colorSize))
	middle := image.Rect(48, 48, 144, 144)
	bubble := union(
		roundRect(48, 49, 144, 131, 26),
		polygon(point{48, 105}, point{88, 118}, point{88, 132}, point{50.5, 144}).minus(disc(94, 192, 62)),
	)
	writing := union(
		roundRect(79, 80, 113, 86, 3),
		roundRect(84, 93, 108, 99, 3),
	)
	draw.Draw(img, img.Rect, image.NewUniform(petrol()), image.Point{}, draw.Src)
	paint(img, middle, bubble, white())
	paint(img, middle, heart(96, 90, 64, 6).minus(writing), color.NRGBA{0xE4, 0x57, 0x4A, 0xFF})
	return encodePNG(img)
}

// outlineIcon draws the outline icon: 32 by 32 pixels, white on nothing. The
// straight edges lie on whole pixels, so that it stays sharp at its own size.
func outlineIcon() ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, outlineSize, outlineSize))
	outer := union(
		roundRect(1, 2, 31, 27, 8),
		polygon(point{1, 19}, point{14, 23}, point{14, 27}, point{2, 31.5}).minus(disc(17, 47, 20.5)),
	)
	inner := roundRect(3, 4, 29, 25, 6)
	writing := union(
		roundRect(12, 12, 20, 13, 0),
		roundRect(13, 15, 19, 16, 0),
	)
	paint(img, img.Rect, union(outer.minus(inner), heart(16, 14.5, 18, 1).minus(writing)), white())
	return encodePNG(img)
}

// petrol is what lies behind the symbol, and the app's colour elsewhere in Teams.
func petrol() color.NRGBA { return color.NRGBA{0x0F, 0x4F, 0x5C, 0xFF} }

// hex writes a colour as the manifest wants it.
func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

func white() color.NRGBA { return color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF} }

// heart is a heart of the given width about the point (cx,cy): a square on its
// corner with a half disc on each upper side, its lower corner rounded.
func heart(cx, cy, width, radius float64) shape {
	half := width / (1 + math.Sqrt2) // half the square's diagonal
	mid := cy + half*(math.Sqrt2-1)/4
	cut := radius / math.Sqrt2 // how far up the rounding begins
	tip := mid + half
	return union(
		polygon(point{cx, mid - half}, point{cx + half, mid}, point{cx + cut, tip - cut}, point{cx - cut, tip - cut}, point{cx - half, mid}),
		disc(cx, tip-2*cut, radius),
		disc(cx-half/2, mid-half/2, half/math.Sqrt2),
		disc(cx+half/2, mid-half/2, half/math.Sqrt2),
	)
}

func encodePNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
