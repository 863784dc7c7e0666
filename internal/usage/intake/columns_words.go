package intake

import (
	"strings"

	"kjernebot/internal/norsk"
)

// role is what a column of a sheet holds.
type role uint8

const (
	roleUnknown role = iota
	roleNumber       // the kommune's number
	roleKommune      // the kommune's name or number
	roleFylke
	roleOrgnr
	roleUnit     // a unit's name or organisation number
	roleUnitName // its name, beside one of those
	roleWeek
	roleYear
	roleDate   // the first day of the week, or any of its days
	roleDateTo // its last day
	roleProfession
	roleMeasure // which measure the value of the row is
	roleValue
	roleLookups
	roleUsers
	roleRemark // understood, and not a figure
)

// headings is the one table of what columns are called: Norwegian, nynorsk and English, `;` between names. Case,
// accents, æøå, spaces and hyphens make no difference (see [headingKey]).
var headings = map[role]string{
	roleNumber: "kommunenummer; kommunenr; kommune nr; komnr; kom nr; knr; kommunekode; kommune kode; kommune id; " +
		"municipality number; municipality no; municipality code; municipality id",
	roleKommune: "kommune; kommunar; kommuner; kommunenavn; kommunenamn; navn på kommune; namn på kommune; kommune " +
		"navn; kommunens navn; " +
		"navn; namn; gielda; suohkan; tjielte; komuuni; municipality; municipality name; name of municipality; herad",
	roleFylke: "fylke; fylkesnavn; fylkesnamn; fylke navn; county; county name",
	roleOrgnr: "orgnr; org nr; org nummer; orgnummer; organisasjonsnummer; organisasjonsnr; virksomhetsnummer; " +
		"organisation number; organization number; org number; org no",
	roleUnit: "virksomhet; virksomheter; verksemd; verksemder; enhet; enheter; eining; einingar; underenhet; " +
		"undereining; avdeling; tjenestested; tenestestad; institusjon; sykehjem; sjukeheim; " +
		"unit; organisation; organization; business unit; department",
	roleUnitName: "virksomhetsnavn; verksemdnamn; enhetsnavn; einingsnamn; navn på enhet; navn på virksomhet; unit " +
		"name; organisation name; organization name",
	roleWeek: "uke; uka; uker; ukenr; ukenummer; uke nr; uke nummer; isouke; iso uke; ar uke; uke ar; arsuke; veke; " +
		"veka; veker; vekenr; vekenummer; " +
		"veke nr; isoveke; week; week number; week no; weeknumber; iso week; isoweek; year week; " + periodWords,
	roleYear: "år; årstall; årstal; isoår; iso år; ukeår; year; iso year",
	roleDate: "dato; date; " + startWords,
	roleDateTo: "til dato; til; sluttdato; slutt; ukeslutt; uke slutt; vekeslutt; søndag; to date; end date; week " +
		"end; sunday",
	roleProfession: "yrke; yrker; yrkesgruppe; yrkesgrupper; yrkesgruppa; profesjon; profesjonar; profesjoner; " +
		"stilling; faggruppe; helsepersonellkategori; helsepersonellgruppe; profession; occupation; professional group",
	roleMeasure: "måltall; måltal; mål; indikator; statistikk; hva; kva; type; type tall; måling; measure; metric; " +
		"indicator",
	roleValue: "verdi; antall; antal; tall; tal; value; count; number; amount",
	roleLookups: "oppslag; antall oppslag; antal oppslag; tal på oppslag; tall på oppslag; ant oppslag; oppslag i " +
		"kjernejournal; antall oppslag i kjernejournal; " +
		"kjernejournaloppslag; oppslag kjernejournal; oppslag per uke; oppslag per veke; oppslag denne uken; oppslag " +
		"totalt; oppslag i alt; sum oppslag; " +
		"lookups; look ups; number of lookups; lookup count; total lookups; views",
	roleUsers: "brukere; brukarar; brukar; bruker; antall brukere; antal brukarar; tal på brukarar; tall på brukere; " +
		"ant brukere; unike brukere; unike brukarar; " +
		"antall unike brukere; antal unike brukarar; tal på unike brukarar; aktive brukere; aktive brukarar; antall " +
		"aktive brukere; brukere totalt; brukere i alt; sum brukere; " +
		"brukere med oppslag; personer; antall personer; helsepersonell; antall helsepersonell; ansatte; antall ansatte; " +
		"users; unique users; active users; number of users; number of unique users; user count; people",
	roleRemark: "region; helseregion; land; fylkesnummer; fylkesnr; id; løpenummer; rad; radnummer; oppdatert; sist " +
		"oppdatert; kommentar; kommentarer; kommentarar; merknad; merknader; notat; kilde; kjelde; comment; comments; " +
		"remark; note; notes; source",
}

// periodWords head columns that may hold months as well as weeks; startWords, such of first days.
const (
	periodWords = "periode; perioder; tidsperiode; period"
	startWords  = "ukestart; uke start; uken starter; uka starter; ukens start; startdato; fra dato; frå dato; mandag; " +
		"måndag; vekestart; week start; start date; monday"
)

// harmless may stand in brackets behind a measure without narrowing it.
const harmless = "antall; antal; stk; n; tall; tal; sum; total; totalt; alle; per uke; pr uke; i uka; i uken; uke; " +
	"per veke; i kjernejournal; kjernejournal; unike"

// professions gives the one name, in the singular, to what sheets call a profession.
var professions = map[string]string{
	"lege": "lege; leger; legar; legene; doktor; doctor; doctors; physician; physicians",
	"sykepleier": "sykepleier; sykepleiere; sykepleierne; sjukepleiar; sjukepleiarar; sjukepleier; " +
		"sjukepleiere; nurse; nurses; registered nurse",
	"vernepleier": "vernepleier; vernepleiere; vernepleiar; vernepleiarar; social educator; social educators",
	"helsefagarbeider": "helsefagarbeider; helsefagarbeidere; helsefagarbeidar; helsefagarbeidarar; hjelpepleier; " +
		"hjelpepleiere; hjelpepleiar; hjelpepleiarar; health care worker; healthcare worker; care worker",
	"farmasøyt":     "farmasøyt; farmasøyter; farmasøytar; pharmacist; pharmacists",
	"fysioterapeut": "fysioterapeut; fysioterapeuter; fysioterapeutar; physiotherapist; physiotherapists",
	"ergoterapeut": "ergoterapeut; ergoterapeuter; ergoterapeutar; occupational therapist; occupational " +
		"therapists",
	"jordmor": "jordmor; jordmødre; midwife; midwives",
	"helsesykepleier": "helsesykepleier; helsesykepleiere; helsesjukepleiar; helsesjukepleiarar; public health " +
		"nurse; public health nurses",
	"psykolog": "psykolog; psykologer; psykologar; psychologist; psychologists",
	"tannlege": "tannlege; tannleger; tannlegar; dentist; dentists",
	"sosionom": "sosionom; sosionomer; sosionomar; social worker; social workers",
	"annet helsepersonell": "annet helsepersonell; anna helsepersonell; andre; andre yrker; andre yrke; annet; anna; " +
		"øvrige; other; others",
}

// wholeWords stand where a part is expected and mean that the row is about all of them.
const wholeWords = "alle; alle yrker; alle yrke; alle yrkesgrupper; totalt; total; sum; i alt; til sammen; samlet; " +
	"samla; hele kommunen; heile kommunen; " +
	"alle enheter; alle virksomheter; all; everyone; whole municipality"

// countryWords stand instead of a kommune in a row that adds up the others.
const countryWords = "sum; totalt; total; totalsum; i alt; til sammen; samlet; samla; landet; hele landet; heile " +
	"landet; norge; noreg; norway; alle; alle kommuner; " +
	"alle kommunar; nasjonalt; national; grand total; all municipalities"

// addNames maps headingKey of each name in a `;`-separated list to a meaning.
func addNames[V any](to map[string]V, names string, meaning V) map[string]V {
	for name := range strings.SplitSeq(names, ";") {
		to[headingKey(name)] = meaning
	}
	return to
}

func setOf(names string) map[string]bool { return addNames(map[string]bool{}, names, true) }

// lists are the tables above, ready for looking up.
type lists struct {
	roles       map[string]role
	professions map[string]string
	// whole, country and so on are sets.
	whole, country, periods, starts, harmless map[string]bool
}

// words never changes.
var words = newLists()

func newLists() lists {
	l := lists{roles: map[string]role{}, professions: map[string]string{}, whole: setOf(wholeWords),
		country: setOf(countryWords), periods: setOf(periodWords), starts: setOf(startWords), harmless: setOf(harmless)}
	for r, names := range headings {
		addNames(l.roles, names, r)
	}
	for name, names := range professions {
		addNames(l.professions, names, name)
	}
	return l
}

// headingKey is the form in which headings are compared.
func headingKey(s string) string { return norsk.Digraphs(norsk.Compact(s)) }
