package privacy

import "strings"

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

// The words, by class. They are short on purpose: a word is here if a story
// with it is clear, and a text about work with it is not.
const (
	patientWords = `pasient pasienten pasientens beboer beboeren beboerens bebuar bebuaren bebuarens
		tjenestemottaker tjenestemottakeren tenestemottakar tenestemottakaren patient resident patient's resident's`
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
		selexid bactrim ciproxin ventoline seretide spiriva cellegift kjemoterapi dialyse blodfortynnende blodtrykksmedisin`
	bornWords  = `født fødd fodt f fødselsdato fødselsår born dob`
	roomWords  = `rom rommet room leilighet`
	yearsWords = `år årig åring years yrs yo aar`
	names      = `aase agnes ahmed aisha alf ali amina anders andreas anita anna anne arne arnfinn arvid asbjørn aslaug
		astrid aud bente berit birger bjarne bjørg bjørn borghild brit britt camilla charlotte dagny daniel david edith edvard
		egil einar elin elisabeth elizabeth ella ellen else emma erik erling espen eva fatima finn fredrik frode geir
		george gerd grete gro gudrun gunnar gunvor guri hans hanna hanne harald hassan hege heidi helga helge henrik
		hilde håkon ibrahim ida ingeborg inger ingrid irene ivar james jane jens johan johanne johannes john jon
		jonas jorunn julie karen kari karin karl kenneth kirsten kjell klara knut kristian kristin kristine kåre laila
		lars leif lene lillian linda lise mari magnhild magnus margaret margit maria marianne marit marte martha martin mary
		maryam michael mohamed mohammed mona monica morten målfrid nils nina nora oddny oddvar ola olav ole olga omar
		oskar peder peter petter pål ragnar ragnhild randi reidar reidun rigmor rita robert roar rolf rune ruth sara
		sigrid sigurd signe silje siri sissel siv sofie stein solveig stian steinar stine svein sverre synnøve terje thea thomas
		tommy tore torill torleif tove trine trond trygve turid unni vidar vigdis wenche william yusuf øystein øyvind åse`
	everydayNames = `bo dag even jan liv line odd per tone tor`
	leadingWords  = `vår vårt min mitt som heter heiter kalles ved navn namn named called whose name is er var den denne
		our my this på rom rommet room nr nummer avd avdeling in bor på hr fru herr frøken mr mrs ms mann kvinne dame`
	verbs = `har hadde fikk får fekk bruker brukar brukte tar tek tok lider lid ble blei vart er var står trenger treng
		has had takes took uses suffers got was is needs`
	havings = `fått en ei eit et alvorlig alvorleg mild kraftig kjent påvist langtkommen begynnende diagnosen diagnose
		medisin medisinen medisiner på med av for frå fra lagt innlagt inn begynt startet starta satt nylig nyleg også
		nå no og fast daglig dagleg hatt hatt igjen dårlig diagnostisert behandlet behandla skal ha grunnet pga grunna
		a an the of on with from been diagnosed started prescribed severe type mg`
	places  = `i på fra frå ved til hos for om av med in at from to of by with about`
	offices = `kurs kurset opplæring opplæringen foredrag fagdag webinar undervisning tema møte møtet seminar samling
		sykepleier sykepleieren sjukepleiar sjukepleiaren lege legen vernepleier vernepleieren farmasøyt farmasøyten
		helsefagarbeider rådgiver rådgivar koordinator leder leiar avdelingsleder prosjektleder prosjektleiar superbruker
		kollega kollegaen nurse doctor physician pharmacist course training meeting overlege sykehjemslege forsker professor`
	noNames = `helse norsk norske indre ytre nordre søndre øvre nedre vestre østre midtre midt nord sør øst vest aust ny nye store
		altinn helseid buypass bankid commfides visma tieto tietoevry dips gerica profil cosdoc kjernejournal helsenett
		helsenorge teams microsoft nhn epj sykehjem sykehjemmet sjukeheim sjukeheimen kommune fylkeskommune sykehus
		sjukehus hjemmetjenesten heimetenesta legevakt avdeling januar februar mars april mai juni juli august
		september oktober november desember mandag tirsdag onsdag torsdag fredag lørdag søndag`
	beingVerbs  = `er var is was`
	anyPatients = `pasient beboer bebuar patient resident`
	namingWords = `heter heiter kalles navn namn named called`
	askingVerbs = `har hadde bruker brukar tar tek får fikk has does is er`
)

// lexicon is read only.
var lexicon = newLexicon()

// A dictionary knows the class of every listed word. Its two filters, by the
// first three bytes of a word, spare the look-up of most of the other words.
type dictionary struct {
	words    map[string]class
	triggers filter // words without which a sentence tells nothing of a patient, and names
	bending  filter // words that are looked up without their endings too
}

// longestWord is in bytes; a longer word is in no class.
const longestWord = 24

func newLexicon() *dictionary {
	d := &dictionary{words: make(map[string]class, 1024)}
	for _, list := range []struct {
		class class
		words string
	}{
		{patient, patientWords}, {user, userWords}, {health, illnesses}, {health, medicines}, {born, bornWords},
		{room, roomWords}, {years, yearsWords}, {firstName, names}, {firstName | everyday, everydayNames},
		{leading, leadingWords}, {verb, verbs}, {having, havings}, {place, places}, {office, offices},
		{noName, noNames}, {asking, askingVerbs}, {being, beingVerbs}, {anyPatient, anyPatients}, {naming, namingWords},
	} {
		for _, word := range strings.Fields(list.words) {
			d.words[word] |= list.class
			if list.class&(telling|firstName) != 0 {
				d.triggers.add(word)
			}
			if list.class&health != 0 {
				d.bending.add(word)
			}
		}
	}
	return d
}

// classOf looks a lower-case word up, with the endings that Norwegian gives a
// diagnosis or a medicine.
func (d *dictionary) classOf(lower []byte) class {
	if class, ok := d.words[string(lower)]; ok {
		return class
	}
	n := len(lower)
	if n < 5 || !d.bending.has(lower[0], lower[1], lower[2]) {
		return 0
	}
	for _, ending := range [...]int{1, 2} {
		if n-ending < 4 || !inflection(lower[n-ending:]) {
			continue
		}
		if class := d.words[string(lower[:n-ending])]; class&health != 0 {
			return health
		}
	}
	return 0
}

func inflection(ending []byte) bool {
	switch string(ending) {
	case "n", "s", "a", "t", "en", "et":
		return true
	}
	return false
}

// filter is a set of word beginnings. It may take a beginning for one that it
// holds, never the other way round. Capital letters are as good as small ones.
type filter [512]uint64

func (f *filter) add(word string) {
	var b [3]byte
	copy(b[:], word)
	i := place3(b[0], b[1], b[2])
	f[i/64] |= 1 << (i % 64)
}

func (f *filter) has(a, b, c byte) bool {
	i := place3(a, b, c)
	return f[i/64]&(1<<(i%64)) != 0
}

// place3 keeps five bits of each of three letters, and so no difference
// between A and a, nor between Ø and ø.
func place3(a, b, c byte) uint {
	return uint(a&0x1F)<<10 | uint(b&0x1F)<<5 | uint(c&0x1F)
}
