package privacy

import (
	"strings"
	"testing"
)

func BenchmarkFind(b *testing.B) {
	question := "Hei! Hvordan får vi koblet på sykehjemmene i Eksempelby kommune, og hvem i kommunen må gjøre det " +
		"i " +
		"Altinn? En pasient har spurt oss, og systemansvarlig er ny. Vi har jo hatt det travelt her i høst, takk."
	figures := "Brukstall uke 40–45, 5001 Eksempelby: 120, 135, 98, 143 og 150 oppslag, orgnr 974 760 673, tlf. 22 " +
		"33 44 55, " +
		"møte 23.11.2026 kl. 14.30, kode 86.210 og 87.101. Frist 31.12.2026."
	for _, test := range []struct{ name, text string }{
		{"NoDigits", question},
		{"Figures", figures},
		{"Number", "Kan dere slå opp 020132 99997? Hun finnes ikke."},
		{"Story", "Pasienten Kari Nordmann, født 1942, har fått Marevan av legen på sykehjemmet."},
		{"Runes8000", string([]rune(strings.Repeat("æ"+question+figures, 24))[:8000])},
		{"Hostile1MBDigits", strings.Repeat("0", 1<<20)},
		{"Hostile1MBMixed", strings.Repeat("0102031234", 1<<20/10)},
		{"Hostile1MBSpaced", strings.Repeat("1 ", 1<<19)},
		{"Hostile1MBCued", strings.Repeat("fnr 010203 12345 ", 1<<20/17)},
		{"Hostile1MBTags", strings.Repeat("<a", 1<<19)},
		{"Hostile1MBEscapes", strings.Repeat("%31&#49;", 1<<20/8)},
		{"Hostile1MBAddresses", strings.Repeat("://% ", 1<<20/5)},
		{"Hostile1MBNames", strings.Repeat("Kari KOLS pasient ", 1<<20/18)},
		{"Hostile1MBLetters", strings.Repeat("a", 1<<20)},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.SetBytes(int64(len(test.text)))
			b.ReportAllocs()
			for b.Loop() {
				Find(test.text)
			}
		})
	}
}
