package manifest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// decoded checks a PNG the way Teams' own tools do, by its first bytes, and
// returns the picture.
func decoded(t *testing.T, data []byte, size uint32) image.Image {
	t.Helper()
	if !bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")) {
		t.Fatal("no PNG signature")
	}
	if w, h := binary.BigEndian.Uint32(data[16:20]), binary.BigEndian.Uint32(data[20:24]); w != size || h != size {
		t.Fatalf("the header says %d by %d, want %d by %d", w, h, size, size)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func icon(t *testing.T, name string) []byte {
	t.Helper()
	files, _ := unpack(t, build(t, good()))
	return files[name]
}

func at(img image.Image, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

func TestColorIcon(t *testing.T) {
	img := decoded(t, icon(t, "color.png"), 192)
	behind := at(img, 0, 0)
	safe := image.Rect(48, 48, 144, 144)
	drawn := image.Rectangle{}
	for y := range 192 {
		for x := range 192 {
			if at(img, x, y) == behind {
				continue
			}
			if !(image.Point{x, y}).In(safe) {
				t.Fatalf("the symbol leaves the middle %v at (%d,%d)", safe, x, y)
			}
			drawn = drawn.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	if drawn.Dx() < 90 || drawn.Dy() < 90 {
		t.Errorf("the symbol covers %v, too little of the middle %v", drawn, safe)
	}
}

func TestOutlineIcon(t *testing.T) {
	img := decoded(t, icon(t, "outline.png"), 32)
	opaque, soft, empty := 0, 0, 0
	for y := range 32 {
		for x := range 32 {
			c := at(img, x, y)
			switch {
			case c.A == 0:
				empty++
			case c.R != 0xFF || c.G != 0xFF || c.B != 0xFF:
				t.Fatalf("(%d,%d) is %v, want white of any opacity", x, y, c)
			case c.A == 0xFF:
				opaque++
			default:
				soft++
			}
		}
	}
	if opaque < 200 || empty < 300 {
		t.Errorf("%d pixels are white and %d are empty: nothing to see", opaque, empty)
	}
	if soft < 40 {
		t.Errorf("%d pixels are half covered: the round edges look like stairs", soft)
	}
}

func TestAccentIsTheIconsColour(t *testing.T) {
	behind := at(decoded(t, icon(t, "color.png"), 192), 0, 0)
	accent := decode[node]("manifest.json")["accentColor"]
	if hex := fmt.Sprintf("#%02X%02X%02X", behind.R, behind.G, behind.B); hex != accent {
		t.Errorf("accentColor is %v, the icon's background %s", accent, hex)
	}
}
