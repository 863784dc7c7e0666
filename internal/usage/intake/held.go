package intake

import "kjernebot/internal/sheet"

// heldCells are the cells of a sheet that go over several rows and say of each what its figures are about. A figure
// over several rows is one figure, in the first.
type heldCells struct {
	of   map[int][]sheet.MergedCells // by their first row
	open []openCell
}

type openCell struct {
	column, last int
	cell         sheet.Cell
}

func (s *sheetReader) heldCells() (*heldCells, error) {
	h := &heldCells{of: map[int][]sheet.MergedCells{}}
	spans, err := s.grid.Merged(s.ctx)
	for _, m := range spans {
		if m.ToRow > m.FromRow && m.FromRow > s.head.row && m.FromColumn < len(s.head.columns) {
			if c := s.head.columns[m.FromColumn]; c.role >= roleNumber && c.role <= roleProfession {
				h.of[m.FromRow] = append(h.of[m.FromRow], m)
			}
		}
	}
	return h, err
}

// fill puts what is held into the empty cells of a row.
func (h *heldCells) fill(r sheet.Row) sheet.Row {
	kept := h.open[:0]
	for _, o := range h.open {
		if o.last < r.Number {
			continue
		}
		kept = append(kept, o)
		for len(r.Cells) <= o.column {
			r.Cells = append(r.Cells, sheet.Cell{})
		}
		if r.Cells[o.column].Blank() {
			r.Cells[o.column] = o.cell
		}
	}
	h.open = kept
	for _, m := range h.of[r.Number] {
		h.open = append(h.open, openCell{m.FromColumn, m.ToRow, r.At(m.FromColumn)})
	}
	return r
}
