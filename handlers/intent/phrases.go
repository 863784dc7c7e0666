package intent

// The phrases that each wish is known by, in the notation of [phrase]. Order does not matter within a list.

// askings are the ways to ask for something to be posted, and postings what is asked for: an announcement is a posting that
// stands right after an asking at the start, or a few words after any other.
var (
	askings = []string{
		"^ ?please|pls|plis|vennligst|bare|husk ?a|no|na", "<can>|kunna|vil|ville|would|ma|will <you>|noen|nokon|someone +<polite>",
		"<i>|vi|me|we *2 <wish>", "<wish> <i>|vi|me|we", "^ <wish> ?om ?gjerne ?a|to", "hjelp|hjelpe|help meg|oss|me|us", "<help> til|te|with|med ?a|to",
		"snill|vennlig|grei|kind|hyggelig og|a|to", "har|have noe|noko|nokka|something|ein|en|ei|et|eit *2 a|to",
		"mulig|moglig|moglegg|mogleg|possible a|to|for|at", "gar|gaar det an a", "mulighet|anledning til a", "det ma|bor|skal|burde",
		"takk|thanks om|if <you>", "would you mind", "om|if <you> ?<can> ?vil ?ville ?could ?would",
	}
	postings = []string{
		"<proclaim>", "<post> *5 <notice>|<channel>|<this>|<group>", "<post> :", "<post> at|that",
		"<putOut>|put <out> *5 <notice>|<channel>|<this>|<group>", "<putOut>|put <out> at|that|om|:", "<putOut>|put <out> ?na ?no ?now ?da ?takk ?please $", "<putOut>|put <out> ?enda|another en|ei|ein|et|til|noe|noko|one ?til $", "ga|go ut|out med|with *2 <notice>",
		"<putOut>|put ?det|dette|this <out> :", "<putOut>|put <out> *8 <group>", "rop|rope ut *8", "<putOut>|put <this>|<notice> *1 <out>",
		"<putOut>|put <notice>|<this> *3 <out> *3 <channel>|<group>", "<putOut>|put <notice>|<this> *3 i|in|pa ?the <channel>",
		"<sendOut> <out> *4 <notice>|<channel>|<group>", "<sendOut> *3 <out>|videre|vidare|on|rundt|round|around *2 til|te|to *2 <group>",
		"<sendOut> <out> :", "heng|henge|sett|sette|sla|slatt|put opp|up *4 <notice>|<channel>|<group>", "fa|fatt|get *2 <putOut> <out>",
		"<sendOut> *2 <notice>|<this> *3 til|te|to|at ?alle|all ?de|dei|di|dem|the ?<other> <group>",
		"<sendOut> ?en|ei|a <kungjor>", "<share> *8 med|with ?alle|all ?de|dei|di|dem|the ?<other> <group>",
		"<share> *5 i|in|pa ?the <channel>", "<share> <this> :|$", "<spread> *6 <group>|ordet|word", "<spread> *4 <notice>|<this>",
		"<warn>|<invite>|<remind> ?pa ?ogsa ?alle|all ?de|dei|di|dem|dam|the ?hele ?<other> <group>",
		"<tell> *4 til|te ?alle ?de|dei|di|dem|dam|hele ?<other> <group>", "<tell> ut|out *2 at|om|that|til|te|to",
		"tell|let|fortell|fortelle|fortelje|fortalt ?all ?de|dei|di|the ?<other> <group>", "<tell> ?ifra|fra|beskjed i|in|pa ?the <channel>",
		"<tell> ?alle|all ?de|dei|di|the ?<other> <group> *2 <notice>", "<tell> ?en|ein|ei <notice> i|in|pa ?the <channel>",
		"fa|fatt|get *1 <out>|kunngjort|publisert|annonsert|posta|postet|delt *2 <notice>|<channel>|<group>|at|om|det|dette|denne|:",
		"fa|fatt|get <this>|<notice> *2 <out>|kunngjort|publisert|annonsert|posta|postet|delt",
		"fa|fatt|get|ha|have <out> *3 <notice>|<group>|<channel>", "<out> *3 <notice> *3 til|te|to *2 <group>|<channel>", "<write> *3 <kungjor>",
		"<write> *3 <notice> *2 til|te|to|i|in|pa|at ?alle|all ?de|dei|the ?<other> <group>", "<write> *1 i|in|pa ?the <channel>", "<write> *1 til|te|to *2 <group> *3 at|that|om", "<write> *3 <notice> *8 i|in|pa <channel>",
		"<putOut> til|inn *2 <kungjor>",
		"kunngjores|publiseres|postes|announced|published|posted", "meddele|meddel|opplyse|opplys|kunngjort|publisert *4 <group>|at|that|om",
	}
)

// announcePhrases ask for something to be posted in other ways.
var announcePhrases = []string{
	// The bare announcement, with its heading or its noun first.
	"^ *1 <noticeHead> *5 :", "^ ?ny|ei|en|new ?en|ei|a|an|ny|new <kungjor> ?$", "^ <kungjor>", "har|have en|ei|ein|a|an <kungjor>", "^ ny|new <kungjor>", "^ *1 <noticeHead> *2 <group>|<channel> *3 $",
	"^ *2 <kungjor>|<noticeHead> *1 <proclaim>|<putOut>|<post>|<sendOut>",
	"^ *1 <notice> til|te|to ?alle|all ?de|dei|the ?<other> <group> *4 :", "^ *1 <notice> til|te|to alle|everyone|all|<channel>",
	// `Jeg har en nyhet jeg vil dele`, `en beskjed som skal ut til alle`.
	"<notice> ?som|that <i>|vi|me|we *2 <wish> *2 <share>|<proclaim>|<post>|<spread>", "<notice> ?som|that <i>|vi|me|we *2 <wish> *2 <putOut> <out>",
	"<notice> ?som|that <i>|vi|me|we *2 <wish> *2 <out> *3 <group>", "<notice>|<this> ?som ?that skal|ma|bor|should|must *2 <out> *3 <group>|<channel>",
	"<notice> a|to <share>|<proclaim>|<post>|<spread>",
	// `Kan alle få beskjed om at …`
	"^ *1 kan|kunne|can|could *3 <group> *1 fa|get|bli|be beskjed|vite|informert|varslet|varsla|told|notified|informed|hore|word *1 om|at|that|about",
	"^ *1 alle|everyone|everybody|<other> ma|bor|should|must *1 fa|vite|know|get *1 at|that|om|beskjed|about", "skal|vil|ma <group> fa *1 vite|beskjed",
	"vil|vill|ville|onsker|onskjer|want *2 at|that ?all ?de|dei|di|the <group> *1 skal|should|to|far *1 vite|know|hore|beskjed|fa",
	// Asking the others something through the bot.
	"<may> <you> +<polite> spor|sporre|sporje|spurt|ask ?alle|all ?de|dei|di|the <group>|<channel>", "^ spor|ask ?alle|all ?de|dei|di|the <group>|<channel>",
	// Asking whether one may, or how.
	"kan|far|kunne|can|could|may <i>|vi|me|we *2 <proclaim>|<post>|kunngjort|publisert|posta|postet|annonsert",
	"kan|far|kunne|can|could|may <i>|vi|me|we *2 <putOut> <out> *4 <notice>|<channel>|<group>",
	"kan|far|kunne|can|could|may <i>|vi|me|we *2 <sendOut> <out> *4 <notice>|<channel>|<group>",
	"<how> *1 <i>|vi|me|we|do *3 <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <kungjor>|nyhet|nyheit|news",
	"<how> *1 <i>|vi|me|we|do *3 <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <notice> *3 <channel>|<group>",
	"<how> *1 <i>|vi|me|we|do *3 <proclaim>|kunngjort|publisert", "kan|far|kunne|can|could <i>|vi|me|we fa delt|lagt|sendt|posta|publisert",
	"<how> <publishes> <i>|vi|me|we|man|ein|en ?<out> *3 <kungjor>|nyhet|nyheit|<channel>|<group>",
	"mulig|moglig|moglegg|mogleg|possible *2 <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <kungjor>|<notice> *4 <channel>|<group>|her|here|for",
	"gar|gaar det an a <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <notice>",
	"kan|kunne|can|could <notice> *8 legges|sendes|leggjast|sendast|postes|publiseres|kunngjores|deles|posted|published|shared",
	"kan|kunne|can|could <this> *4 postes|publiseres|kunngjores|kringkastes|posted|published|broadcast",
	"kan|kunne|can|could <this> *4 legges|leggjast|sendes|sendast|deles|delast|shared|sent *2 <out>|videre",
	"kan|kunne|can|could <this> *4 legges|leggjast|sendes|sendast|deles|delast|shared|sent *5 <group>|<channel>",
	"om|if|at ?alle|all ?de|dei|di|the <group> fikk|far|fekk|got|kunne|could *1 vite|beskjed|hore|know|hear|fa",
	"gjerne|fint|bra *3 <notice> *3 <out> til|te|i",
}

// noAnnouncePhrases are about announcements or about telling somebody else, whatever else the sentence says.
var noAnnouncePhrases = []string{
	"<out> *4 <private>", "<out>|informasjon|info fra|av|of|from ?the journal|journalen|epj|systemet|system",
	"^ <who>|<when>|<why>|hvilke|hvilken|which|kva|hva|what",
	"^ <where>", "<group> <notGroup>",
	"til|to|med|with ?alle ?de|dei|the ?<other> <notGroup>", "<share> *2 <private>", "^ sendes|legges|blir|ble|vart", "^ <telling>",
	"<where>|<how> gjor|gjer|kan|finner|do <we>|<i>", "^ ma|skal|bor <we>|<i>", "^ har|er dere|du|det|noen|nokon",
	"<warn>|<tell>|til|to nhn|helsenett|leverandoren|legen|radmannen|sjefen|kundesenteret", "^ hvor|kor ofte|mange|mye",
}

// aboutFigures ask about the figures, not for them.
var aboutFigures = []string{
	"<where> *1 finn|finne|henter|hente|hent|ligger|ligg|far|fa|kan|er|ser|sja|star|do|can|kommer|skal|henta|man|vi|me|jeg|eg|hen",
	"^ <where> $", "<figures>|<numbers> *2 <where> $", "^ hvor|kvar|kor|where ser|sjar|kan|far|finner|finn|henter",
	"<figures>|<numbers> <where>|<how>|<when> ofte|hen|henter", "<where>|<how> ofte|often",
	"<figures>|<numbers> *1 <where>|<how> ofte|often|hente",
	"<how> *1 henter|hente|far|fa|finner|finn|tar|ta|kan|can|do|leser|lese|regnes|beregnes|males|lager|funker|fungerer|registreres|beregner|telles|hentar|tolker|tolke|rapporterer",
	"^ <how> hente|fa|finne|ta", "^ er|is det|it <we>|<i>|noen|alle som", "publish|publiserer|samler|lagrer", "^ <who>", "^ <why>",
	"^ <when> ?pa ?uka|tid|dag|time *2 kommer|kjem|er|oppdateres|publiseres|legges|blir|are|do|vert|far|will|is",
	"ka tid|dag", "<what> tid|dag|time|ukedag|vekedag",
	"hva|kva|ka|what betyr|viser|inneholder|menes|teller|mean|does|tyder|syner|regnes",
	"<what> trenger|treng|skal|bruker|brukar|kan <we> *2 <figures>|<numbers>", "^ hvor|kor|how langt|lenge|gamle|nye|lang|far|old",
	"^ er|are|is|blir|vert|kan|gjelder|gjeld|inneholder|viser|kommer <figures>|<numbers>",
	"nar|when kommer|kjem|far|blir|oppdateres|will|do|vert", "slette|slett|delete|feil|wrong", "<private>",
	"<what> *1 <figures> $", "^ hvilke|hvilken|hvilket|which",
	"<may> alle|andre|kommuner|kommunar|kommunene|kommunane|municipalities|all|others|everyone|hvem|noen|ansatte|every|any|kommunen",
	"available|tilgjengelig|tilgjengelege|tilgjengelige|offentlige|offentlege|public|hemmelige|sikre|korrekte|riktige|rette|palitelige|reliable|correct",
	"stemmer|stemme|stemmar ?ikke <figures>|<numbers>", "<figures>|<numbers> *3 stemmer|riktige|feil|wrong|lave|rart|rare",
	"eller ma|kan|er|skal|gjeld|gjelder|bare|or", "trenger|treng|need ikke|ikkje|not", "don|do t|not need",
	"ikke|ikkje tallene|tala|na|brukstallene", "<may> <we>|<i> *3 <numbers>|<figures> *4 <self>", "<self> *5 <figures>|<numbers>",
	"automatisk|automatically|automatic", "kan|kunne kommunen|kommunene|kommunane|man|en|ein",
	"<may> <we>|<i> *2 <figures>|<numbers> ?<useNoun> hver|kvar|every|ukentlig|weekly", "lov *1 til|a|to",
	"rett|rettighet|tilgang til *1 <figures>|<numbers>",
	"^ finnes|fins|finst|finns|eksisterer|is|are ?there ?det *2 <figures>|<numbers>",
	"<figures>|<numbers> *2 hver|kvar|every|ukentlig|weekly", "kommer <figures>|<numbers>|det|tallene", "get hold",
	"<lookups> *3 lov|tillatt|allowed|permitted", "hva|kva|what *1 er|is|are ?et|ein <lookups> $",
	"regnes|telles|counts *2 <lookups>|som|as", "<what> <being> ?the <figures> ?<numbers> $",
	"^ ma|skal|trenger|treng|bor|do|does|should|must <we>|<i>|man|en|ein",
	"<may> <we>|man|ein *2 se|sja|see|folge|folgje|follow|male|measure|fa|get *1 hvor|kor|how",
	"<may> <we>|man|ein *1 folge|folgje|follow|male|measure|overvake|monitor", "^ far|fa|get <we> <numbers>|<figures>",
	"<may> <we> *1 fa|get tall|tal|statistikk|brukstall|figures|numbers|statistics pa|over|om|on|about", "^ om|about <figures>",
	"<figures>|<numbers> *2 teams", "teams *3 <figures>|<numbers>",
	"<what> slags|type|sort|typer|kind <numbers>|<figures>|of", "sporre|sporje|be|ask *2 om|for <numbers>|<figures>",
	"mest|flest|most", "<may> <other> kommuner|kommunar|municipalities", "<lookups> *2 kan|ma|can <we>|<i>|man|en",
	"maks|max|grense|limit", "hvem|who|kven *2 se|sja|see|far", "definisjon|definert|defined|betyr|bety|personvern|gdpr",
	"trenger <we> <figures>|<numbers> $",
}

// aboutInGeneral ask about the figures when they name neither a time nor a place.
var aboutInGeneral = []string{
	"ukentlige|ukentleg|ukentlig|vekentlege|weekly <figures>|<numbers>", "^ <when> <figures>|<numbers> $", "<figures>|<numbers> <when>", "mangler|manglar|mister|mistar|forsvinner|forsvinn|missing|lose|borte|fremover|framover",
	"^ ser|har|far|kan|sjar <other>|andre", "<may> <i>|<we> som", "<figures>|<numbers> til for", "<who>", "mulig|mogleg|moglegg|moglig|possible|anledning|lov *1 for|at", "gratis|free|tilgang|adgang|access",
	"mulig|mogleg|moglegg|moglig|possible *3 tall|tal|brukstall|brukstal|statistikk|figures|statistics",
	"hyppighet|hyppigheit|frekvens|frequency|rutine|rutiner|intervall|tidspunkt|definisjon|forklaring|betydning|krav|kravet",
	"alle|hver|kvar|samtlige|any|every|each|all ?de|dei|the ?andre kommuner|kommunar|kommune|kommunene|kommunane|municipality|municipalities",
	"<where> *6 found|located|kept", "<figures>|<numbers> *6 <self>", "<figures>|<numbers> *2 <where>|<how>", "^ <what> gjor|gjer|ma|bor|skal <we>|<i>|man",
	"<figures>|<numbers> ma|kan|skal|far|can|must <we>|man|ein|kommunen", "<may> ?a|an|en|ein municipality|kommune", "ikke|ikkje|not *2 after|etter",
	"<being> det ?bare|berre *3 som", "som far|kan", "api|bi|csv|eksport|eksportere|filtrere|integrasjon|dashboard|bryte|fordele|fordelt|fordelte|avdeling|avdelinger|yrkesgruppe|yrkesgrupper",
	"^ gjelder|gjeld|gjelde", "<being> det|dette|that|it noe|noko|something",
	"<what> menes|meines|meinast|mener|meiner|ment", "slike|sanne|slik|sann",
}

// howTheyDid ask how it went without a word for the use: `hva hadde Leka i september?`
var howTheyDid = []string{
	"<what> har|hadde|ha *4 hatt", "<what> did *3 have|get", "<how> gjorde|klarte|did *3 det|do|seg",
	"flinkere|flinkare|bedre|betre|better *3 <use>|bruke|bruka", "hvor|kor|how aktive|flinke|flittige|ivrige|gode|active|good|busy", "^ har|have|has|had|did *2 <use> *1 <kj>",
}

// howMany open a question for a number.
var howMany = []string{
	"hvor|kor|how|ka|vor|hvr|hvro|hovr mange|mye|mykje|mykke|mage|ofte|often|many|much|mang", "antall|antal", "number of",
}

// countedUse is a count of the use itself: `hvor mange biler brukte vi` is not.
var countedUse = []string{
	"hvor|kor|how|ka|hvr|hvro|hovr|vor mange|mye|mykje|mykke|mage|ofte|often|many|much|mang <countVerb>|<kj>|<people>|<times>",
	"antall|antal *1 <users>|unike",
}

// moreOfTheSame ask for the last thing again, for the period they name, with no more than plain words.
var moreOfTheSame = []string{
	"^ <what> var|ble|blei|vart|er|was|were det|dei|de|tallet|it|they", "<how> sa|ser|var|gikk|gjekk det ?ut",
	"<may> <you> *1 ta|sammenlign|sammenligne|sammenlikne|samanlikne|compare|vise|visa|vis|gjore|gjenta|hente|show|do",
	"^ sjekk|sjekke|check|finn|finne|sammenlign|sammenlikn|samanlikn|compare|vis|ta|hent|show|get|gi|gje",
	"<may> <you> *1 summere|oppsummere|summer|summarise|summarize|finne|gi|gje|give|get|sende|sjekke", "<may> <i>|<we> *1 fa|se|sja|ha|hatt|fatt|get|see|have",
	"^ samme|same|tilsvarende",
}

// uncountable are counts that no figure of a kommune gives.
var uncountable = []string{
	"<many> *1 <notCounted>", "ett|et|eit|one ?grovt|enkelt|lite tall|tal|number",
	"<national>", "koster|kostar|cost|costs|betale|pris", "lenge|long har|have|tar|ma", "lov|tillatt|allowed",
	"ta|tatt|tar|tek|teke i bruk", "oversikt|oversikten|oversyn|overview|rapport|liste over|om|of|pa <wh>",
	"samtidig|lisens|lisensen|licence|license",
}

// figureRequests ask for figures in so many words, whatever other sentences say.
var figureRequests = []string{
	"<imperative> *6 <figures>|<numbers>|<lookups>", "<may> <you> *5 <figures>|<numbers>|<lookups>",
	"<may> <i>|<we> *5 <figures>|<numbers>", "trenger|treng|need|vil|onsker|onskjer|want *5 <figures>|<numbers>|<lookups>",
	"<many> <lookups>|<times>", "<imperative>|lag|lage|show *4 <report>",
	"siste|ferske|nye|nyeste|latest|newest <numbers>|<figures>", "hvor|kor|how <many> *4 <kj> *3 <use>",
	"hvor|kor|how <many> *6 <use> *4 <kj>",
}

// howItWent ask how things stand with the use.
var howItWent = []string{
	"<how> *2 ligger|ligg|lag|la|ligge|ligget|legge *4 an",
	"<how> *1 er|var|va|gikk|gjekk|gar|ser|sa|star|har|went *4 <figures>|<numbers>|<lookups>|<useNoun>|<report>",
	"how *1 are|were|is|did *3 <figures>|<numbers>|<lookups>|<useNoun>", "how are|were <we> doing",
	"hvor|kor stor|hoy|hog|god|lav|mye|mykje er|var *2 <useNoun>", "hvor|kor|how mye|mykje|much *2 <kj> *3 <use>",
	"hvor|kor aktive *3 <kj>", "hvor|kor|how mye|mykje|much *1 <use> *3 <kj>",
	"^ har|gikk|gjekk|er|ble|blei|vart|has|did *2 <useNoun>|<lookups>|<numbers>|<figures> *2 okt|auka|auket|gatt|opp|ned|increased|gone|up|down|steget|falt|sunket",
	"^ er|is|are|har *4 <figures>|<numbers> *4 klare|klar|kommet|komne|kome|ute|ready|out|here", "^ er|har|e det *2 kommet|kome|komne *1 <figures>|<numbers>", "^ ble|blei|vart|var|has|was *3 <kj> *4 <use>", "<what> ligger|ligg <we> pa",
	"<how> gar|gikk|gjekk|gjek det me|med *1 <useNoun>|<lookups>|<figures>|<numbers>", "<how> er|var|va status",
}
