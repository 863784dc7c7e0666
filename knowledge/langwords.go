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
		kommunene legemidler elektroniske meldinger tjenester tjenesten åpent
		nå hilsen dem gi se ble man fikk selv hun sier finnes siden ligger egentlig hele vært hver samme annet
		sammen tallene helt mener brukes vennlig uten mandag heter spurte tror spørre gjøres disse videre ukene mens
		lederen ønsker flere tilbake tidlig skrev sendte hørt trodde sto navn kanskje hennes dager timer ennå
		enheten hjemme begynt alene fortsatt hovedenhet koble kobler kobles oppkobling oppkoblingen tilkoblingen
		nåkka nån korsn våres dokker`,
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
		tinging underteikne seie høgaste høgast tryggleik bestillinga slepp sleppe einaste prosjektleiar prosjektleiaren
		ei helsing då vart ligg fekk hjå òg vera tal utan brukar att stad sidan heilt eigentleg gjera venleg svarar
		måndag morgon fyrst driv desse vekene sida opne meiner gjekk bebuar annan skreiv rådgjevar rettar gong vore
		velje trudde spurde skriva sjukeheimar opnar månader leiaren leiar leggja lastar hentar gonger bufellesskap
		bruka godkjend teke enno hjarte einingsnummer utsett laurdag einig skildra`,
	English: `the is are what who where how when which why does did can could should would we our us you your it
		of and with not have has had been was were this that these those there any from need please get or must they
		them their do if will out about after show last week usage figures access needed accepted help
		tomorrow owner step steps code codes main unit units training channel configuration file price join
		message automatic enter organisations organizations organisation professions nurse nurses nursing home care
		municipality municipalities supplier vendor agreement contract order purchase checklist login requirements
		staff address purpose invite invitation delegation delegate sub authorised authorized required thanks hello
		good morning ask cost deadline connect connection connecting experience share industry
		criteria download guide security level self role register registered own both each work works
		on my hi use before now as up time new through weeks something only much three numbers done am whom whether
		give enough see people meeting meaning look everything every wrong want long don actually used thing left
		know everyone else company told then thank still sorry somebody she place take just goes four email contact
		phone number announcement thx`,
	nordic: `vi og er å på det som til med har skal må oss når av den de om inn opp ut kan at seg blir får går`,
})

// endings tell the two apart in longer words that no list holds: "tidleg", "kommunane" and "mulighet".
var endings = []struct {
	ending string
	lang   Lang
}{
	{"leg", Nynorsk}, {"lege", Nynorsk}, {"legt", Nynorsk}, {"ane", Nynorsk}, {"arar", Nynorsk}, {"heit", Nynorsk},
	{"lig", Bokmal}, {"lige", Bokmal}, {"ligt", Bokmal}, {"het", Bokmal}, {"heten", Bokmal}, {"hetene", Bokmal},
}

// minEnding is the length in bytes from which an ending tells something.
const minEnding = 6

// langOf is the language of one word, or empty.
func langOf(word string) Lang {
	if lang, ok := functionWords[word]; ok || len(word) < minEnding {
		return lang
	}
	for _, e := range endings {
		if strings.HasSuffix(word, e.ending) {
			return e.lang
		}
	}
	return ""
}

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
