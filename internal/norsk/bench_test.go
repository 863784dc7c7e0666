package norsk

import "testing"

func BenchmarkWords(b *testing.B) {
	const text = "Hei! Hvordan får vi koblet på sykehjemmene i Eksempelby kommune, og hvem i kommunen må gjøre det " +
		"i Altinn? " +
		"En pasient har spurt oss, og systemansvarlig er ny. Vi har jo hatt det travelt her i høst, takk."
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Words(text)
	}
}
