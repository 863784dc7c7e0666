package knowledge

import "strings"

// functionWords are the words that tell the languages apart. Words that two of them share are in none; so are forms
// that nynorsk shares with many dialects ("ka", "kor", "me"), unless they are written in nynorsk only.
var functionWords = wordTable(map[Lang]string{
	Bokmal: `jeg ikke hva hvem hvor hvordan hvilken hvilke hvilket hvorfor noe noen fra være mer mye gjør gjøre vet
		dere deres eget egne hvis sykehjem sykehjemmet sykehjemmene hjemmetjenesten hjemmetjeneste hjemmesykepleien
		sykepleier sykepleiere sykepleierne virksomheter virksomhet virksomheten virksomhetene enheter enhetene uke
		forrige trenger kommer begynner ansatte hverandre en et hente bare brukstallene løsning løsningen veiledning
		hvilen vordan vilken vem va æ mæ dæ itj ikkj kæm ka koss korsen dæm hæ åssen ell førr hjælp
		kommunene legemidler elektroniske meldinger tjenester tjenesten åpent`,
	Nynorsk: `eg ikkje kva kven kvar korleis kvifor noko nokon nokre frå vere vert meir mykje gjer gjere veit dykk dykkar
		eigen eige viss sjukeheim sjukeheimen sjukeheimane heimetenesta heimeteneste sjukepleiar sjukepleiarar
		sjukepleiarane verksemder verksemd verksemda verksemdene eining einingar eininga einingane veke veka førre treng
		kjem tilsette kvarandre ein eit sjølv sjølve dei korkje berre ho løysing løysinga byrjar kommunar kommunane
		einskild brukstala vidare difor saman gjennom kunngjering rettleiing tenester teneste kvart opplæringa leggje
		halde kursa tinge tingar kome finst held tek heile sjå innføringa kopla heimesjukepleia
		hjelpepleiarar helsefagarbeidarar vernepleiarar vernepleiar legar seier tala brukstal gje systemansvarleg
		samtykkje pårørande fjernar slutta
		hovudeining hovudeininga hovudeiningar undereining undereiningar næringskodar næringskodane stega
		tryggingsnivå tryggingsnivået krev gjeld farmasøytar farmasøytane ergoterapeutar fysioterapeutar legane sjukepleiarane
		oppkopling oppkoplinga tilkopling tilkoplinga koplar kople koplast rettleier heimetenestene heimetenester røynsler
		omfattar stoppar undersøkje underpunkta jola ope opningstid dykker spørje innbyding
		tinging underteikne seie høgaste høgast tryggleik bestillinga slepp sleppe einaste prosjektleiar prosjektleiaren`,
	English: `the is are what who where how when which why does did can could should would we our us you your it
		of and with not have has had been was were this that these those there any from need please get or must they
		them their do if will out about after show last week usage figures access needed accepted help
		tomorrow owner step steps code codes main unit units training channel configuration file price join
		message automatic enter organisations organizations organisation professions nurse nurses nursing home care
		municipality municipalities supplier vendor agreement contract order purchase checklist login requirements
		staff address purpose invite invitation delegation delegate sub authorised authorized required thanks hello
		good morning ask cost deadline connect connection connecting experience share industry
		criteria download guide security level self role register registered own both each work works`,
	nordic: `vi og er å på det som til med har skal må oss når av den de om inn opp ut kan at seg blir får går`,
})

// nordic marks the words that bokmål and nynorsk share: they tell neither from the other, but both from English.
const nordic Lang = "no"

// wordTable turns lists of words into one table. A word in two lists belongs to none.
func wordTable(lists map[Lang]string) map[string]Lang {
	table := map[string]Lang{}
	for _, lang := range append(Langs(), nordic) {
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
