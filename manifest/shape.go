package manifest

import (
	"image"
	"image/color"
	"math"
)

// shape says whether a point is inside. Coordinates are pixels, y downwards.
type shape func(x, y float64) bool

// point is a place in the picture.
type point struct{ x, y float64 }

// samples is how many points a side are looked at in each pixel. 8 by 8 gives 65
// steps from outside to inside, enough that no edge looks like stairs.
const samples = 8

// roundRect is the rectangle from (x0,y0) to (x1,y1) with round corners.
func roundRect(x0, y0, x1, y1, radius float64) shape {
	return func(x, y float64) bool {
		dx := max(x0+radius-x, x-x1+radius, 0)
		dy := max(y0+radius-y, y-y1+radius, 0)
		return dx*dx+dy*dy <= radius*radius
	}
}

// disc is the circle about (cx,cy).
func disc(cx, cy, radius float64) shape {
	return func(x, y float64) bool {
		return (x-cx)*(x-cx)+(y-cy)*(y-cy) <= radius*radius
	}
}

// polygon is the convex polygon of the given corners, clockwise on the screen.
func polygon(corners ...point) shape {
	return func(x, y float64) bool {
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			if (b.x-a.x)*(y-a.y)-(b.y-a.y)*(x-a.x) < 0 {
				return false
			}
		}
		return true
	}
}

// union is inside where any of the shapes is.
func union(shapes ...shape) shape {
	return func(x, y float64) bool {
		for _, s := range shapes {
			if s(x, y) {
				return true
			}
		}
		return false
	}
}

// minus is inside where s is and hole is not.
func (s shape) minus(hole shape) shape {
	return func(x, y float64) bool { return s(x, y) && !hole(x, y) }
}

// paint lays a colour over the part of the picture that is inside the shape,
// blended at the edges. The shape must lie within the area: no other pixel is
// looked at.
func paint(img *image.NRGBA, area image.Rectangle, s shape, c color.NRGBA) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if part := coverage(s, x, y); part > 0 {
				img.SetNRGBA(x, y, over(img.NRGBAAt(x, y), c, part))
			}
		}
	}
}

// coverage is the part, from 0 to 1, of the pixel that is inside the shape.
func coverage(s shape, x, y int) float64 {
	inside := 0
	for i := range samples {
		for j := range samples {
			if s(float64(x)+(float64(i)+0.5)/samples, float64(y)+(float64(j)+0.5)/samples) {
				inside++
			}
		}
	}
	return float64(inside) / (samples * samples)
}

// over is the solid colour top, laid over bottom with the given opacity. Where
// bottom is empty the result keeps top's own colour, so that an edge of a white
// shape on nothing is white too, not grey.
func over(bottom, top color.NRGBA, opacity float64) color.NRGBA {
	under := float64(bottom.A) / 255 * (1 - opacity)
	alpha := opacity + under
	mix := func(t, b uint8) uint8 {
		return uint8(math.Round((float64(t)*opacity + float64(b)*under) / alpha))
	}
	return color.NRGBA{mix(top.R, bottom.R), mix(top.G, bottom.G), mix(top.B, bottom.B), uint8(math.Round(alpha * 255))}
}
