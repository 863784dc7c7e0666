package week

import (
	"strings"

	"kjernebot/internal/norsk"
)

// kind is what a word does in the naming of a period.
type kind uint8

const (
	kNone        kind = iota
	kWeek             // value 1: more than one
	kWeekMark         // u, w, v: a week only right before its number
	kMonthUnit        // måned
	kQuarter          // kvartal
	kQuarterMark      // q
	kHalf             // halvår
	kThird            // tertial
	kYearUnit         // år
	kDay              // dager
	kMonth            // value: 1–12
	kSeason           // value: its first month
	kCount            // value: the number it spells
	kOrdinal          // value: the number it spells
	kLast             // forrige: the one before
	kLatest           // siste: the one before, or with a number the newest ones
	kBeforeLast       // forforrige
	kNext             // neste
	kThis             // denne
	kSince            // siden
	kAfter            // etter
	kFrom             // fra
	kTo               // til
	kUntil            // fram (til)
	kAnd              // og
	kNow              // nå
	kToDate           // hittil
	kLastYear         // i fjor
	kYearBefore       // i forfjor
	kNewYear          // nyttår
	kHoliday          // value: christmas or easter
	kDayBack          // i går; value: days back
	kWeekday          // value: as time.Weekday
	kWeekend
	kStart // starten, midten, slutten av
	kMiddle
	kEnd
	kBack       // tilbake
	kIn         // i
	kNumberMark // nr.
	kFill       // says nothing between the parts
)

// meaning is a word's kind with what it counts for.
type meaning struct {
	kind  kind
	value int
}

// entries lists folded words by meaning: bokmål, nynorsk, dialect and English together, since people mix them. A word
// of five letters or more is also understood with one letter wrong, so only misspellings further off are listed.
var entries = []struct {
	kind  kind
	value int
	words string
}{
	{kWeek, 0, "ukn uke uka uken ukes ukas ukens uk ukee ueke ukd veke veka vekes vekas vike vika week wk ukenr " +
		"ukenummer vekenr vekenummer wek weak uek eke ukke " +
		"vecka veckan uge ugen tydzien tygodnia"},
	{kWeek, 1, "uker ukene ukenes ukers ukr ukan ukern veker vekene vekan vekor vikene vikan weeks wks veckor " +
		"veckorna uger ugerne vikone vekone tygodnie tygodni"},
	{kWeekMark, 0, "u w v"},
	{kMonthUnit, 0, "maned maneden maneds manedens mnd manad manaden mand manen mana manan month"},
	{kMonthUnit, 1, "maneder manedene mnder manader manadene months mnds"},
	{kQuarter, 0, "kvartal kvartalet kvartals kvartalets kvartala kvartalene quarter quarters"},
	{kQuarterMark, 0, "q"},
	{kHalf, 0, "halvar halvaret halvars halvarets halvara"},
	{kThird, 0, "tertial tertialet tertialets tertials"},
	{kYearUnit, 0, "ar aret arets arene years year"},
	{kDay, 0, "dager dagene dagar dagane dagan dogn dognet days"},
	{kMonth, 1, "januar jan january"},
	{kMonth, 2, "februar feb february"},
	{kMonth, 3, "mars march"},
	{kMonth, 4, "april apr"},
	{kMonth, 5, "mai may"},
	{kMonth, 6, "juni jun june junni jnui"},
	{kMonth, 7, "juli jul july julli jlui"},
	{kMonth, 8, "august aug"},
	{kMonth, 9, "september sep sept"},
	{kMonth, 10, "oktober okt october oct"},
	{kMonth, 11, "november nov"},
	{kMonth, 12, "desember des december dec"},
	{kSeason, 12, "vinter vinteren winter"},
	{kSeason, 3, "varen spring"},
	{kSeason, 6, "sommer sommeren sommar sommaren summer sommerferien sommarferien sommerferie"},
	{kSeason, 9, "host hosten haust hausten autumn fall"},
	{kCount, 1, "a"},
	{kCount, 2, "tvo par couple"},
	{kOrdinal, 1, "forste fyrste first"},
	{kOrdinal, 2, "andre annet second"},
	{kOrdinal, 3, "tredje third"},
	{kOrdinal, 4, "fjerde fourth"},
	{kOrdinal, 5, "femte fifth"},
	{kLast, 0, "forrige forje forige forre forra foregaende foregaande previous prev"},
	{kLatest, 0, "siste sist sista sidste last past latest recent nyeste nyaste ferskeste seneste seinaste siest"},
	{kBeforeLast, 0, "forforrige forforre"},
	{kNext, 0, "neste naste nestkommende kommende komande forstkommende next upcoming"},
	{kThis, 0, "denne denna dette innevaerende innevarande innevarende navaerende navaerande naverende this " +
		"current pagaende pagaande"},
	{kSince, 0, "siden sia sidan sida since"},
	{kAfter, 0, "etter after"},
	{kFrom, 0, "fra ifra from fom mellom between starting"},
	{kTo, 0, "til te tl till through thru ut"},
	{kUntil, 0, "inntil fram frem until tom up"},
	{kAnd, 0, "og and samt pluss"},
	{kNow, 0, "na naa now idag today dato date"},
	{kToDate, 0, "hittil hitil ytd"},
	{kLastYear, 0, "fjor fjoraret fjorarets ifjor"},
	{kYearBefore, 0, "forfjor"},
	{kNewYear, 0, "nyttar nyar arsskiftet arsskifte"},
	{kHoliday, christmas, "jula julen romjul romjula romjulen juleferien christmas"},
	{kHoliday, easter, "paske pasken paska paskeferien easter"},
	{kDayBack, 1, "gar gars igar yesterday"},
	{kDayBack, 2, "forgars"},
	{kWeekday, 0, "sondag sundag sunday"},
	{kWeekday, 1, "mandag monday"},
	{kWeekday, 2, "tirsdag tysdag tuesday"},
	{kWeekday, 3, "onsdag wednesday"},
	{kWeekday, 4, "torsdag thursday"},
	{kWeekday, 5, "fredag friday"},
	{kWeekday, 6, "lordag laurdag saturday"},
	{kWeekend, 0, "helg helga helgen helgi weekend"},
	{kStart, 0, "starten begynnelsen byrjinga beginning start"},
	{kMiddle, 0, "midten midt middle mid"},
	{kEnd, 0, "slutten end"},
	{kBack, 0, "tilbake bakover attende"},
	{kIn, 0, "forr i in pa for on during under"},
	{kNumberMark, 0, "nr nummer number no"},
	{kFill, 0, "de dei di the hele heile hel heil fulle full fullstendige fullstendig komplette komplett complete " +
		"whole entire most av of om det nest"},
}

// vocabulary holds entries for looking up.
var vocabulary = newVocabulary()

func newVocabulary() norsk.Dictionary[meaning] {
	m := map[string]meaning{}
	for w, n := range norsk.NumberWords() {
		if n > 0 {
			m[w] = meaning{kCount, n}
		}
	}
	for _, e := range entries {
		for w := range strings.FieldsSeq(e.words) {
			m[w] = meaning{e.kind, e.value}
		}
	}
	return norsk.NewDictionary(m, 5)
}

// notMisspelled are words a single letter away from the vocabulary that mean something else.
var notMisspelled = norsk.Set("andra andres annen baren beste dagen dagens fist fjerne fore forst fort gulen henne " +
	"hitti " +
	"horten hoste hostes lastar laste lastet laster lates liste magen mandeg manden manne mannen passe paste side " +
	"sidene sides sine sinne " +
	"sommel tiden vaken vare varer waren")

// Words that say how much a period matters when a text names several.
var (
	// figureWords are what people call the figures; the period that stands nearest is the one they want.
	figureWords = norsk.Set("brukstall brukstallene brukstal brukstala bruktal brukstallan tall tallene tal tala " +
		"talla tallan talene statistikk statistikken oppslag oppslagene oppslaga bruken bruk brukt brukte rapport " +
		"rapporten usage figures numbers stats statistics lookups oversikt oversikten graf grafen utvikling " +
		"utviklingen antall many much mange mye mykje vis hent bruksstatistikk tallgrunnlag used")
	// doubtfulMonths are also given names and other words.
	doubtfulMonths = norsk.Set("jan may des mai mars march sep dec")
	// otherBusiness are words beside a period that is about something else: a meeting, a deadline, the day it all
	// began.
	otherBusiness = norsk.Set("mote motet moter ledermote styremote fagdag fagdagen frist fristen kurs kurset " +
		"samling samlinga samlingen webinar webinaret ferie ferien meeting workshop konferanse seminar presentere " +
		"presenterer presentasjon legge leggje levere rapportere rapporterer innen hovedutvalget kommunestyret " +
		"utvalget deadline startet starta begynte begynt oppstart koblet kobla kopla live started overtok ansatt " +
		"gikk kjorte opplaring opplaringen permisjon leave board tilbake due hovedutvalg formannskapet")
	// comparing words join two periods into one span: `flere i uke 46 enn i uke 45`.
	comparing = norsk.Set("enn mot vs versus kontra sammenlignet sammenliknet samanlikna than against compared med " +
		"opp og and with i in for til to bade both pluss")
	// against are those of them that set one thing against another.
	against = norsk.Set("enn mot vs versus kontra than against")
	// countedThings follow a number that is no week: `uke 45 og 3 sykehjem`.
	countedThings = norsk.Set("kommuner kommunar sykehjem sjukeheimar ansatte stykker stk personer prosent kroner " +
		"timer minutter dager uker veker maneder enheter avdelinger sykepleiere leger brukere virksomheter oppslag " +
		"ganger weeks days people users nursing percent")
)

// Words that show what an unread time is.
var (
	// eachWords go before what figures are wanted for each of; they are for each week.
	eachWords  = norsk.Set("per pr hver kvar kvart each")
	otherUnits = norsk.Set("dag døgn time måned månad mnd kvartal år day hour month quarter year")
	dailyWords = norsk.Set("daglig daglige dagleg daglege manedlig manedlege daily monthly")
	// clauseWords begin a reason after `siden`.
	clauseWords = norsk.Set("vi jeg eg me det de dei den dere dykk du han hun ho alle man en ein et eit dette " +
		"disse noen nokon kommunen kommuner i pa til er har var we it they the this i you there")
)
