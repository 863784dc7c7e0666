package intake

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"kjernebot/internal/norsk"
)

// TestWordsFile: every line of words.txt has a meaning that the program knows, and no name has two of a kind.
func TestWordsFile(t *testing.T) {
	roles := []role{roleNumber, roleKommune, roleFylke, roleOrgnr, roleUnit, roleUnitName, roleWeek, roleYear, roleDate,
		roleDateTo, roleProfession, roleMeasure, roleValue, roleLookups, roleUsers, roleRemark}
	meant := map[string]string{}
	for meaning, name := range norsk.Lists(wordsFile) {
		kind, of, _ := strings.Cut(meaning, " ")
		of, flag, _ := strings.Cut(of, " ")
		switch kind {
		case "column":
			if !slices.Contains(roles, role(of)) || !slices.Contains([]string{"", "period", "start"}, flag) {
				t.Errorf("%s: no such column", meaning)
			}
		case "profession":
		case "month":
			if n, err := strconv.Atoi(of); err != nil || n < 1 || n > 12 {
				t.Errorf("%s: no such month", meaning)
			}
		case "harmless", "whole", "country", "sum", "foot", "weekword", "between", "beside":
			if of != "" {
				t.Errorf("%s: no such meaning", meaning)
			}
		default:
			t.Errorf("%s: no such meaning", meaning)
		}
		key := kind + " " + norsk.NameKey(name)
		if before, twice := meant[key]; twice && before != meaning || norsk.NameKey(name) == "" {
			t.Errorf("%s: «%s» is %s too", meaning, name, before)
		}
		meant[key] = meaning
	}
	for _, r := range roles {
		if !slices.ContainsFunc(strings.Split(wordsFile, "\n"), func(line string) bool {
			return strings.HasPrefix(line, "column "+string(r)+":")
		}) {
			t.Errorf("no heading means %s", r)
		}
	}
	for _, name := range []string{"period", "start", "harmless", "whole", "country", "sum", "foot", "weekword", "between",
		"beside"} {
		if len(sets[name]) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}
