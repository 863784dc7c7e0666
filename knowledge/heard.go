package knowledge

import (
	"hash/maphash"
	"sync/atomic"
)

// heard keeps what was understood of a message between Wish and Answer, which follow each other in a turn, so that
// nothing is read twice. Whoever takes a reading has it alone, and two messages in one place only cost a reading more.
type heard [64]atomic.Pointer[heardText]

type heardText struct {
	text string
	read *reading
}

var heardSeed = maphash.MakeSeed()

func (h *heard) place(text string) *atomic.Pointer[heardText] {
	return &h[maphash.String(heardSeed, text)%uint64(len(h))]
}

// keep keeps the reading of a text for the next one who takes it.
func (h *heard) keep(text string, r *reading) { h.place(text).Store(&heardText{text, r}) }

// take returns the reading of a text that was kept, or nil.
func (h *heard) take(text string) *reading {
	kept := h.place(text).Swap(nil)
	if kept == nil || kept.text != text {
		return nil
	}
	return kept.read
}
