package knowledge

import "strings"

// functionWords are the words that tell the languages apart. Words that two of them share are in none; so are forms
// that nynorsk shares with many dialects ("ka", "kor", "me"), unless they are written in nynorsk only.
var functionWords = wordTable(map[Lang]string{
	Bokmal: `jeg ikke hva hvem hvor hvordan hvilken hvilke hvilket hvorfor noe noen fra være er mer mye gjør gjøre vet
		dere deres eget egne også hvis sykehjem sykehjemmet hjemmetjenesten hjemmetjeneste sykepleier sykepleiere
		virksomheter virksomhet enheter uke forrige trenger kommer etter begynner ansatte hverandre en et
		hente selv slik bare blir brukstallene æ mæ dæ itj ikkj kæm ka koss korsen dæm hæ åssen bli løsning løsningen
		skjer får går veiledning si`,
	Nynorsk: `eg ikkje kva kven kvar korleis kvifor noko nokon nokre frå vere vert meir mykje gjer gjere veit dykk dykkar
		eigen eige viss sjukeheim sjukeheimen sjukeheimane heimetenesta heimeteneste sjukepleiar sjukepleiarar
		verksemder verksemd verksemdene einingar eininga einingane veke veka førre treng kjem tilsette kvarandre ein eit
		sjølv slik dei korkje berre ho høyrer løysing løysinga byrjar kommunane einskild brukstala
		skjer vidare difor saman gjennom kunngjering rettleiing tenester teneste nokolunde kvart kvar opplæringa leggje`,
	English: `the is are what who where how when which why do does did can could should would we our us you your i my it
		to of and for in on with not have has had be been was were this that these those there any from by at an a need
		please get or if will must they them their me`,
})

// wordTable turns lists of words into one table. A word in two lists belongs to none.
func wordTable(lists map[Lang]string) map[string]Lang {
	table := map[string]Lang{}
	for _, lang := range Langs() {
		for _, w := range strings.Fields(lists[lang]) {
			if other, ok := table[w]; ok && other != lang {
				table[w] = ""
				continue
			}
			table[w] = lang
		}
	}
	return table
}
