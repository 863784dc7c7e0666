package announce

import (
	"fmt"
	"regexp"
	"strings"
)

// listItem is a line that may be an item of a list: its indentation, sign or number, and text.
var listItem = regexp.MustCompile(`^([ \t]*)(?:([-*])|(\d{1,3})([.)]))[ \t]+(\S.*)$`)

// nested is how far items within items are moved in: as far as the widest number needs.
const nested = "    "

// list reads the list that lines begin with: its items for a card, and how many lines they take; none when there is
// no list. One line makes none, it may be a signature or a date; nor do numbers that do not count 1, 2, 3, for
// clients count by themselves. Blank lines may stand between items.
func list(lines []string) (items []string, taken int) {
	first := listItem.FindStringSubmatch(lines[0])
	if first == nil {
		return nil, 0
	}
	numbered, count := first[3] != "", 0
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		m := listItem.FindStringSubmatch(line)
		switch {
		case m == nil:
			return enough(items, count, taken)
		case len(m[1]) > len(first[1]) && m[2] != "":
			items = append(items, nested+"- "+readSpan(m[5]).out.String())
		case numbered && m[3] == fmt.Sprint(count+1) && m[4] == first[4]:
			count++
			items = append(items, m[3]+m[4]+" "+readSpan(m[5]).out.String())
		case !numbered && m[2] == first[2]:
			count++
			items = append(items, "- "+readSpan(m[5]).out.String())
		default:
			return enough(items, count, taken)
		}
		taken = i + 1
	}
	return enough(items, count, taken)
}

func enough(items []string, count, taken int) ([]string, int) {
	if count < 2 {
		return nil, 0
	}
	return items, taken
}
