package usage

import "kjernebot/internal/kommune"

// Warning is something odd that may be right: somebody has to say so before the figures are stored. The text is
// Norwegian and tells no head count from 1 to 4.
type Warning struct {
	Kommune kommune.Number `json:"kommune,omitempty"`
	Week    string         `json:"week,omitempty"` // such as 2026-W45
	Text    string         `json:"warning"`
}

// warningLimit is how many warnings of one import are kept; the last of them then says how many more there are.
const warningLimit = 100
