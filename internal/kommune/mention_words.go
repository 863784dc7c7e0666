package kommune

import "kjernebot/internal/norsk"

// Many names are everyday words too. These two lists say how much is needed before such a word is taken for a name in
// running text; every other name is taken wherever it stands and however it is written.

// placeable names need a capital inside a sentence, the word kommune after them, or a word before them that places
// usually follow (placeBefore), in which case small letters will do: `brukstall for voss`.
//
//nolint:misspell // Norwegian names
var placeable = norsk.Set("alver alta asker aure bamble bardu bokn etne fjaler flesberg frogn frosta giske gol " +
	"grane grong grue halden hitra klepp kvam lier lund lunner luster lyngen moss nome osen oyer rauma rost sande " +
	"senja skaun sula stange stranda stord tana tokke tolga ulvik valer valle vega vik vinje voss bo aal fla " +
	"solund vagan vaga rissa skjak meland ulstein fauske steigen amot amli rade lesja gulen roros evenes as")

// capitalised names are words so common that small letters make a name of them only before the word kommune or right
// after a word for figures.
var capitalised = norsk.Set("marker heim stad sola strand fjord kinn rana loppa tinn sel deatnu leka rosse raisi " +
	"oslove nes lom hol vang time hole gran ha os al bo as")

// neverSmall are those of them that small letters never make a name of, save before the word kommune.
var neverSmall = norsk.Set("time hole gran ha os al bo as heim stad")

// spelledOut are those of them that are everyday words only without their ring or stroke: `ha`, `bo`.
var spelledOut = norsk.Set("ha as al bo")

// figures are what people call the figures.
const figures = "brukstall brukstallene brukstal brukstala bruktal tall tallene tal tala statistikk oppslag usage " +
	"figures " +
	"numbers stats statistics lookups "

var (
	// placeBefore are the words that a place usually follows.
	placeBefore = norsk.Set(figures + "for i til hos fra av pa in of from at te ifra vedrorende gjelder om " +
		"statistikken " +
		"oppslagene bruken")
	// figureBefore are the words that a name of figures may follow directly: `brukstall rana uke 46`.
	figureBefore = norsk.Set(figures + "for hos")
	// figureAfter are the words that may follow a name at the start of a sentence, where its capital proves nothing:
	// `Voss brukstall`, `Lunds tall`, `Moss sine oppslag`.
	figureAfter = norsk.Set(figures + "sine sitt sin bruks oppslagene oppslaga oppslagstall bruk bruken figurs uke " +
		"veke week")
	// periodWords begin a period, which figures are asked for and which may follow a name (`Lom hittil i år`) or go
	// before it (`uke 45 voss`).
	periodWords = norsk.Set("uke veke week uka uken uker ukene ukas ukens veka veker vekene weeks u w forrige " +
		"forre forra forige sist siste denne forforrige hittil ytd last previous q kvartal januar februar mars " +
		"april mai juni juli august september oktober november desember jan feb apr jun jul aug sep sept okt nov " +
		"des january february march june july october december")
)

// neverNames are words one letter away from a name that are no misspelling of it.
var neverNames = norsk.Set("bergene berger berget bindal cluster halde haldne halten holden horte hosten lister " +
	"marked marken porten stegen stigen strande")
