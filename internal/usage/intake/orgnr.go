package intake

import (
	"strings"

	"kjernebot/internal/sheet"
)

// orgnrWeights are those of the first eight digits of an organisation number; the ninth is the check digit.
var orgnrWeights = [8]int{3, 2, 7, 6, 5, 4, 3, 2}

// orgnr reads an organisation number as people write it, such as `NO 974 760 673 MVA`. looks says that it is meant as
// one: nine digits and nothing else. valid says that the check digit is right too.
func orgnr(s string) (number string, looks, valid bool) {
	s = strings.ToUpper(strings.Join(strings.FieldsFunc(s, sheet.IsSpacing), ""))
	s = strings.TrimSuffix(strings.TrimPrefix(s, "NO"), "MVA")
	if len(s) != 9 || strings.Trim(s, "0123456789") != "" {
		return "", false, false
	}
	sum := 0
	for i, w := range orgnrWeights {
		sum += w * int(s[i]-'0')
	}
	check := (11 - sum%11) % 11
	return s, true, check == int(s[8]-'0') // a check of 10 equals no digit
}
