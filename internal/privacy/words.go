package privacy

import "kjernebot/internal/norsk"

// class is what a word can be in a sentence about a person; several at once.
type class uint32

const (
	patient    class = 1 << iota // says that somebody is a patient
	user                         // the same, but also said of users of a computer system
	health                       // a diagnosis, a medicine or a treatment
	born                         // comes before a birth date
	room                         // comes before a room number
	years                        // comes after an age
	firstName                    // a common first name
	everyday                     // a first name that is also an ordinary word
	leading                      // may stand between "pasienten" and the name
	verb                         // may stand between a name and the illness
	having                       // may stand between such a verb and the illness
	place                        // a name after it is a place, a ward or another person
	office                       // speaks of work with illness, or of somebody who works with it
	noName                       // written with a capital letter and no person
	asking                       // a verb that asks when it stands before the name
	being                        // a verb that says what somebody is
	anyPatient                   // a patient noun in the form that follows a name and a comma
	naming                       // announces a name
)

// The words, by class. They are short on purpose: a word is here if a story with it is clear, and a text about work
// with it is not.
const (
	patientWords = `pasient pasienten pasientens beboer beboeren beboerens bebuar bebuaren bebuarens
		tjenestemottaker tjenestemottakeren tenestemottakar tenestemottakaren patient resident`
	userWords = `bruker brukeren brukerens brukar brukaren`
	illnesses = `kols copd demens dement alzheimer alzheimers parkinson parkinsons diabetes sukkersyke sukkersjuke
		hjertesvikt hjartesvikt hjerneslag hjerteinfarkt hjarteinfarkt atrieflimmer lungebetennelse lungebetennelsen
		pneumoni urinveisinfeksjon uvi kreft brystkreft lungekreft tarmkreft prostatakreft hudkreft leukemi epilepsi
		schizofreni psykose depresjon angst bipolar delir sepsis blodforgiftning hoftebrudd lårhalsbrudd lårhalsbrot
		beinskjørhet osteoporose nyresvikt astma allergi allergisk hepatitt hiv covid korona influensa omgangssyke
		omgangssjuke gikt leddgikt migrene trykksår blodpropp hjernesvulst dementia stroke cancer pneumonia asthma
		epilepsy depression diabetic schizophrenia sclerosis multippel als tuberkulose`
	medicines = `marevan warfarin eliquis xarelto pradaxa fragmin klexane albyl insulin novorapid lantus metformin
		paracet paracetamol pinex ibux ibuprofen morfin morphine oxynorm oxycontin oksykodon tramadol nobligan palexia
		norspan durogesic fentanyl sobril oxazepam stesolid diazepam valium vival imovane zopiklon haldol risperdal
		risperidon zyprexa olanzapin seroquel quetiapin leponex litium cipralex escitalopram sertralin zoloft remeron
		mirtazapin furix furosemid burinex metoprolol selozok digoxin digitoxin lipitor atorvastatin simvastatin
		levaxin prednisolon sinemet madopar aricept donepezil memantin ebixa exelon antibiotika penicillin apocillin
		selexid bactrim ciproxin ventoline seretide spiriva cellegift kjemoterapi dialyse blodfortynnende
		blodtrykksmedisin`
	bornWords  = `født fødd fodt f fødselsdato fødselsår born dob`
	roomWords  = `rom rommet room leilighet`
	yearsWords = `år årig åring years yrs yo aar`
	names      = `aase agnes ahmed aisha alf ali amina anders andreas anita anna anne arne arnfinn arvid asbjørn
	aslaug
		astrid aud bente berit birger bjarne bjørg bjørn borghild brit britt camilla charlotte dagny daniel david
		edith edvard
		egil einar elin elisabeth elizabeth ella ellen else emma erik erling espen eva fatima finn fredrik frode geir
		george gerd grete gro gudrun gunnar gunvor guri hans hanna hanne harald hassan hege heidi helga helge henrik
		hilde håkon ibrahim ida ingeborg inger ingrid irene ivar james jane jens johan johanne johannes john jon
		jonas jorunn julie karen kari karin karl kenneth kirsten kjell klara knut kristian kristin kristine kåre laila
		lars leif lene lillian linda lise mari magnhild magnus margaret margit maria marianne marit marte martha
		martin mary
		maryam michael mohamed mohammed mona monica morten målfrid nils nina nora oddny oddvar ola olav ole olga omar
		oskar peder peter petter pål ragnar ragnhild randi reidar reidun rigmor rita robert roar rolf rune ruth sara
		sigrid sigurd signe silje siri sissel siv sofie stein solveig stian steinar stine svein sverre synnøve terje
		thea thomas
		tommy tore torill torleif tove trine trond trygve turid unni vidar vigdis wenche william yusuf øystein øyvind
		åse`
	everydayNames = `bo dag even jan liv line odd per tone tor`
	leadingWords  = `vår vårt min mitt som heter heiter kalles ved navn namn named called whose name is er var den
	denne
		our my this på rom rommet room nr nummer avd avdeling in bor på hr fru herr frøken mr mrs ms mann kvinne dame`
	verbs = `har hadde fikk får fekk bruker brukar brukte tar tek tok lider lid ble blei vart er var står trenger
	treng
		has had takes took uses suffers got was is needs`
	havings = `fått en ei eit et alvorlig alvorleg mild kraftig kjent påvist langtkommen begynnende diagnosen diagnose
		medisin medisinen medisiner på med av for frå fra lagt innlagt inn begynt startet starta satt nylig nyleg også
		nå no og fast daglig dagleg hatt hatt igjen dårlig diagnostisert behandlet behandla skal ha grunnet pga grunna
		a an the of on with from been diagnosed started prescribed severe type mg`
	places  = `i på fra frå ved til hos for om av med in at from to of by with about`
	offices = `kurs kurset opplæring opplæringen foredrag fagdag webinar undervisning tema møte møtet seminar samling
		sykepleier sykepleieren sjukepleiar sjukepleiaren lege legen vernepleier vernepleieren farmasøyt farmasøyten
		helsefagarbeider rådgiver rådgivar koordinator leder leiar avdelingsleder prosjektleder prosjektleiar
		superbruker
		kollega kollegaen nurse doctor physician pharmacist course training meeting overlege sykehjemslege forsker
		professor`
	noNames = `helse norsk norske indre ytre nordre søndre øvre nedre vestre østre midtre midt nord sør øst vest aust
	ny nye store
		altinn helseid buypass bankid commfides visma tieto tietoevry dips gerica profil cosdoc kjernejournal
		helsenett
		helsenorge teams microsoft nhn epj sykehjem sykehjemmet sjukeheim sjukeheimen kommune fylkeskommune sykehus
		sjukehus hjemmetjenesten heimetenesta legevakt avdeling januar februar mars april mai juni juli august
		september oktober november desember mandag tirsdag onsdag torsdag fredag lørdag søndag`
	beingVerbs  = `er var is was`
	anyPatients = `pasient beboer bebuar patient resident`
	namingWords = `heter heiter kalles navn namn named called`
	askingVerbs = `har hadde bruker brukar tar tek får fikk has does is er`
)

// entry is what a word is.
type entry struct {
	class class
	value int8 // of a number word, plus one
}

// lexicon has the listed words, folded; it is read only.
var lexicon = newLexicon()

func newLexicon() map[string]entry {
	lexicon := make(map[string]entry, 2048)
	add := func(word string, c class) { lexicon[word] = entry{class: lexicon[word].class | c} }
	for _, list := range []struct {
		class class
		words string
	}{
		{patient, patientWords}, {user, userWords}, {health, illnesses}, {health, medicines}, {born, bornWords},
		{room, roomWords}, {years, yearsWords}, {firstName, names}, {firstName | everyday, everydayNames},
		{leading, leadingWords}, {verb, verbs}, {having, havings}, {place, places}, {office, offices},
		{noName, noNames}, {asking, askingVerbs}, {being, beingVerbs}, {anyPatient, anyPatients},
		{naming, namingWords},
	} {
		for word := range norsk.Set(list.words) {
			add(word, list.class)
		}
	}
	for word := range norsk.Set(illnesses + " " + medicines) {
		for _, ending := range []string{"n", "s", "a", "t", "en", "et"} {
			if bent := word + ending; len(word) >= 4 && lexicon[bent].class == 0 {
				add(bent, health)
			}
		}
	}
	for word, n := range norsk.NumberWords() {
		lexicon[word] = entry{class: lexicon[word].class, value: int8(n) + 1}
	}
	return lexicon
}
