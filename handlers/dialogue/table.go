package dialogue

import (
	"strings"

	"kjernebot/bot/message"
)

// factLines are facts as Markdown.
func factLines(facts []message.Fact) string {
	var b strings.Builder
	for _, f := range facts {
		b.WriteString("- " + f.Title + ": " + f.Value + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// table is a table in a card. Clients that cannot draw one show its fallback.
type table struct {
	Type     string        `json:"type"`
	Columns  []tableColumn `json:"columns"`
	Rows     []tableRow    `json:"rows"`
	Headers  bool          `json:"firstRowAsHeaders"`
	Grid     bool          `json:"showGridLines"`
	Fallback any           `json:"fallback"`
}

type tableColumn struct {
	Width int    `json:"width"`
	Align string `json:"horizontalCellContentAlignment,omitempty"`
}

type tableRow struct {
	Type  string      `json:"type"`
	Cells []tableCell `json:"cells"`
}

type tableCell struct {
	Type  string `json:"type"`
	Items []any  `json:"items"`
}

// cellText is text in a cell: no heading and no Markdown of ours, since names come from other people's files.
type cellText struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Wrap   bool   `json:"wrap"`
	Weight string `json:"weight,omitempty"`
	Size   string `json:"size,omitempty"`
}

// newTable makes a table of rows, the first of which holds the headings. The first column is for names, the others for
// numbers.
func newTable(rows [][]string) table {
	t := table{Type: "Table", Headers: true, Columns: []tableColumn{{Width: 2}}}
	for range rows[0][1:] {
		t.Columns = append(t.Columns, tableColumn{Width: 1, Align: "Right"}) // room for a heading on a phone
	}
	var facts []message.Fact
	for i, r := range rows {
		row := tableRow{Type: "TableRow"}
		for _, text := range r {
			c := cellText{Type: "TextBlock", Text: message.Escape(text), Wrap: true}
			if i == 0 {
				c.Weight, c.Size = "Bolder", "Small"
			}
			row.Cells = append(row.Cells, tableCell{Type: "TableCell", Items: []any{c}})
		}
		t.Rows = append(t.Rows, row)
		if i > 0 {
			facts = append(facts, rowFact(rows[0], r))
		}
	}
	t.Fallback = message.Facts(facts...)
	return t
}

// rowFact is a row in one line: `Hjemmetjenesten: Oppslag 182, Brukere 26`.
func rowFact(headings, row []string) message.Fact {
	var values []string
	for i, v := range row[1:] {
		if v != "" {
			values = append(values, headings[i+1]+" "+v)
		}
	}
	return message.Fact{Title: message.Escape(row[0]), Value: strings.Join(values, ", ")}
}

// tableLines is a table as Markdown that any client shows: one row a line.
func tableLines(rows [][]string) string {
	var facts []message.Fact
	for _, r := range rows[1:] {
		facts = append(facts, rowFact(rows[0], r))
	}
	return factLines(facts)
}
