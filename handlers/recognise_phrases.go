package handlers

// The phrases that each wish is known by, in the notation of [phrase]. Order does not matter within a list.

// askings are the ways to ask for something to be posted, and postings what is asked for: every asking goes with every posting.
var (
	askings = []string{
		"^ ?please|vennligst|bare|husk ?a", "kan|kunne|kunna|vil|ville|can|could|would|ma|will|kna <you> *3",
		"<i>|vi|me|we *2 <wish> *4", "^ <wish> ?gjerne ?a|to", "hjelp|hjelpe|help meg|oss|me|us *3", "snill|vennlig og|a",
		"har|have noe|noko|something|ein|en|ei|et|eit *2 a|to",
	}
	postings = []string{
		"<proclaim>", "<proclaim> :", "<post> *5 <notice>|<channel>|<this>|<group>", "<post> :",
		"<putOut>|put <out> *5 <notice>|<channel>|<this>|<group>", "<putOut>|put <out> at|that|om|:",
		"<putOut>|put ?det|dette|this <out> :", "<putOut>|put <out> *8 <group>",
		"<putOut>|put <notice>|<this> *3 <out> *3 <channel>|<group>", "<sendOut> <out> *4 <notice>|<channel>|<group>",
		"<sendOut> <out> :", "<sendOut> *2 <notice> *2 til|te|to ?alle|all ?de|dei|dem|the ?<other> <group>",
		"<sendOut> ?en|ei|a <kungjor>", "<share> *6 med|with ?alle|all ?de|dei|dem|the ?<other> <group>",
		"<share> *3 i|in|pa ?the <channel>", "<spread> *6 <group>|ordet|word",
		"<warn>|<invite>|<remind> ?alle|all ?de|dei|dem|dam|the ?<other> <group>",
		"<tell> *4 til|te ?alle ?de|dei|dem|dam ?<other> <group>",
		"tell|let|fortell|fortelle|fortelje ?all ?de|dei|the ?<other> <group>",
		"<tell> ?alle|all ?de|dei|dem|the ?<other> <group> *1 <notice>", "<tell> ?en|ein|ei <notice> i|in|pa ?the <channel>",
		"fa|fatt|get *1 <out>|kunngjort|publisert|annonsert|posta|postet|delt <notice>|at|om|det|dette|denne|:",
		"fa|fatt|get|ha|have <out> *3 <notice>", "<write> *3 <kungjor>",
		"<write> *3 <notice> *2 til|te|to|i|in|pa ?alle|all ?de|dei|the ?<other> <group>",
	}
)

// announcePhrases ask for something to be posted in other ways.
var announcePhrases = append(cross(askings, postings),
	// The bare announcement, with its heading or its noun first.
	"^ *1 <noticeHead> *5 :", "^ ?ny|ei|en|new ?en|ei|a|an|ny|new <kungjor> ?$", "^ <kungjor>",
	"^ *1 <notice> til|te|to ?alle|all ?de|dei|the ?<other> <group> *4 :", "^ *1 <notice> til|te|to alle|everyone|all|<channel>",
	// `Jeg har en nyhet jeg vil dele`.
	"<notice> <i>|vi|me|we *2 <wish> *2 <share>|<proclaim>|<post>|<spread>", "<notice> <i>|vi|me|we *2 <wish> *2 <putOut> <out>",
	"<notice> a|to <share>|<proclaim>|<post>|<spread>",
	// Asking whether one may, or how.
	"kan|far|kunne|can|could|may <i>|vi|me|we *2 <proclaim>|<post>|kunngjort|publisert|posta|postet|annonsert",
	"kan|far|kunne|can|could|may <i>|vi|me|we *2 <putOut> <out> *4 <notice>|<channel>|<group>",
	"kan|far|kunne|can|could|may <i>|vi|me|we *2 <sendOut> <out> *4 <notice>|<channel>|<group>",
	"<how> *1 <i>|vi|me|we|do *3 <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <kungjor>|nyhet|nyheit|news",
	"<how> *1 <i>|vi|me|we|do *3 <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <notice> *3 <channel>|<group>",
	"<how> *1 <i>|vi|me|we|do *3 <proclaim>|kunngjort|publisert",
	"mulig|moglig|moglegg|mogleg|possible *2 <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <kungjor>|<notice> *4 <channel>|<group>|her|here|for",
	"gar|gaar det an a <putOut>|<post>|<proclaim>|<sendOut> ?<out> *3 <notice>",
	"kan|kunne|can|could <notice>|<this> *8 legges|sendes|leggjast|sendast|postes|publiseres|kunngjores|deles|posted|published|shared",
	"gjerne|fint|bra *3 <notice> *3 <out> til|te|i",
)

// cross joins every opening with every ending.
func cross(openings, endings []string) []string {
	all := make([]string, 0, len(openings)*len(endings))
	for _, o := range openings {
		for _, e := range endings {
			all = append(all, o+" "+e)
		}
	}
	return all
}

// noAnnouncePhrases are about announcements or about telling somebody else, whatever else the sentence says.
var noAnnouncePhrases = []string{
	"^ <who>|<when>|<why>|hvilke|hvilken|which|kva|hva|what",
	"^ <where> hen|kan|legger|poster|finner|skal|ligger|do|er|sender|legg|far", "<group> <notGroup>",
	"til|to|med|with ?alle ?de|dei|the ?<other> <notGroup>", "<share> *2 <private>", "^ sendes|legges|blir|ble|vart",
	"<where>|<how> gjor|gjer|kan|finner|do <we>|<i>", "^ ma|skal|bor <we>|<i>", "^ har|er dere|du|det|noen|nokon",
	"<warn>|<tell>|til|to nhn|helsenett|leverandoren|legen|radmannen|sjefen|kundesenteret", "^ hvor|kor ofte|mange|mye",
}

// aboutFigures ask about the figures, not for them.
var aboutFigures = []string{
	"<where> *1 finn|finne|henter|hente|hent|ligger|ligg|far|fa|kan|er|ser|sja|star|star|do|can|kommer|skal|henta|man|vi|me|jeg|eg|hen",
	"^ <where> $", "<figures>|<numbers> *2 <where> $", "^ hvor|kvar|kor|where ser|sjar|kan|far|finner|finn|henter",
	"<figures>|<numbers> <where>|<how>|<when> ofte|hen|henter", "<where>|<how> ofte|often",
	"<figures>|<numbers> *1 <where>|<how> ofte|often|hente",
	"<how> *1 henter|hente|far|fa|finner|finn|tar|ta|kan|can|do|leser|lese|regnes|beregnes|males|males|lager|funker|fungerer|registreres|beregner|telles|hentar|tolker|tolke|rapporterer",
	"^ <how> hente|fa|finne|ta", "^ er|is det|it <we>|<i>|noen|alle som", "publish|publiserer|samler|lagrer", "^ <who>", "^ <why>",
	"^ <when> ?pa ?uka|tid|dag|time *2 kommer|kjem|er|oppdateres|publiseres|legges|blir|are|do|vert|far|will|is",
	"ka tid|dag", "<what> tid|dag|time|ukedag|vekedag",
	"hva|kva|ka|what betyr|viser|inneholder|menes|teller|mean|does|tyder|viser|syner|regnes",
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
	"ukentlige|ukentleg|ukentlig|vekentlege|weekly <figures>|<numbers>",
	"<what> slags|type|sort|typer|kind <numbers>|<figures>|of", "sporre|sporje|be|ask *2 om|for <numbers>|<figures>",
	"mest|flest|most", "<may> <other> kommuner|kommunar|municipalities", "<lookups> *2 kan|ma|can <we>|<i>|man|en",
	"maks|max|grense|limit", "hvem|who|kven *2 se|sja|see|far", "definisjon|definert|defined|betyr|bety|personvern|gdpr",
	"trenger <we> <figures>|<numbers> $",
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
	"^ sammenlign|sammenlikn|samanlikn|compare|vis|ta|hent|show|get|gi|gje", "^ samme|same|tilsvarende",
}

// uncountable are counts that no figure of a kommune gives.
var uncountable = []string{
	"<many> *1 <notCounted>",
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
	"<how> *1 ligger|ligg|lag|la|ligge *4 an",
	"<how> *1 er|var|va|gikk|gjekk|gar|ser|sa|gjekk|star|har|went *4 <figures>|<numbers>|<lookups>|<useNoun>|<report>",
	"how *1 are|were|is|did *3 <figures>|<numbers>|<lookups>|<useNoun>", "how are|were <we> doing",
	"hvor|kor stor|hoy|hog|god|lav|mye|mykje er|var *2 <useNoun>", "hvor|kor|how mye|mykje|much *2 <kj> *3 <use>",
	"hvor|kor aktive *3 <kj>", "^ ble|blei|vart|var|has|was *3 <kj> *4 <use>", "<what> ligger|ligg <we> pa",
	"<how> gar|gikk|gjekk|gjek det me|med *1 <useNoun>|<lookups>|<figures>|<numbers>", "<how> er|var|va status",
}

// botPhrases are questions to the bot about itself.
var botPhrases = []string{
	"<what> *1 kan|kna|can|ka <you> ?egentlig ?eigentleg *1 <able>", "^ hva|kva|ka|what *1 kan|kna|can <you> ?egentlig ?da $",
	"<what> <you> kan <able>", "<what> mer|meir|else kan|can <you> <able>", "hva|kva|ka|what gjor|gjer|do|does <you>",
	"<what> *2 kan|can <i>|<we>|man|ein|en sporre|sporje|spor|ask|bruke|use <you>",
	"<what> kan|can <i>|<we>|man sporre|sporje|ask|spor ?da ?om ?about $", "<what> slags <help>",
	"<what> *3 sporsmal|questions|ting|things *2 svarer|svarar|kan|can|do <you>",
	"<what> *3 sporsmal|questions|ting|things *1 kan|can ?<i> ?<we> ?man ?ein stille|sporre|sporje|ask",
	"<what> svarer|svarar <you> pa", "<who> <being> ?det ?eigentleg ?egentlig du|deg|you|u|<bot>|dette",
	"<who> snakker|snakkar|chatter|skriver <i> med", "<who> am i talking|chatting", "<being> <you> *3 <kindOf>",
	"<kindOf> eller|or *2 <kindOf>", "hva|kva|ka|what heter|heiter|hete <you>", "hva|kva|what <being> <you>|<bot>",
	"what *2 your name", "<who> *1 laget|laga|lagde|made|built|created <you>",
	"<how> *1 bruker|brukar|bruke|use ?<i> ?do *1 <you>|<bot>",
	"<how> fungerer|virker|verkar|funker|do|does ?denne <you>|<bot> ?work",
	"<how> fungerer|virker|verkar|funker dette|denne|det ?greia ?her $", "<how> kan|can <you> <able>",
	"kan|can|snakker|snakkar|svarer|svarar|forstar|skjonner|do <you> *3 <language> $", "<what> <menu>", "^ <menu> $",
	"^ vis|show|gi|start <help> $", "hva|kva|what *2 for <menu>|tjenester", "kan|can <you> <able> ?meg ?oss ?me ?us $",
	"kan|can <you> <able> ?meg ?oss ?me ?us ?med ?with noe|noko|noen|something ?ting $",
	"^ ?<i> ?<we> ?trenger|treng|need ?litt ?some <help> $", "^ <help> ?<help> ?meg ?oss ?me ?us ?please ?takk $",
	"<i> har *2 sporsmal|question $", "^ kan|can|far <i>|<we> sporre|sporje|ask ?<you> ?om ?about ?noe ?noko ?something $",
	"vise|vis|fortelle|fortell meg|oss hva|kva <you> kan", "dette|denne|this for ?en|ein|noe <bot>",
	"^ <what> <being> dette|this|det ?her ?for ?noe ?noko $", "<being> dette|det|this ?en|et|ein|a|eg *1 <kindOf>",
	"<who> star|lagde bak|made <bot>|deg|denne|you", "<what> vet|veit|know|knows|do <you> ?know ?noe ?noko ?om ?about $",
	"<what> kan|can <you> fortelle|fortelja|fortelje|si|tell ?meg ?oss ?me ?us $",
	"snakke|snakker|prate|prata|chatte|talk|speak|speaking|talking|snakka med|with|to ?en|et|ein|a|eit *1 <kindOf>",
	"able to do $", "<what> slags|type|kind ?of <kindOf>",
	"<what> kan|can <i>|<we>|man|en|ein fa|get <help> til|med|with ?her ?here $", "vis|vise|list|liste ?opp <menu>",
	"snakker|snakkar|chatter|prater <i> med ?en|et|ein|eit <kindOf>", "forklar|forklare|explain hva|kva|what <you>",
	"sprak|language|languages kan|can|forstar|snakker|do <you>", "what are <you>", "tell me about yourself",
	"fortell *1 om <you>|deg ?selv $",
}

// goingOn are requests to go on with the last answer, which the bot's own questions must not swallow.
var goingOn = []string{
	"si|fortelle|fortell|vite|forklare|utdype|tell|say|know *2 mer|meir|more|naermere", "ta|gjenta|si *2 igjen|pa nytt|again",
	"er|are <you> *1 sikker|sure|enig", "hva|kva|what mener|meiner|mean",
}

// chatPhrases are small talk though they have a question word or only common words.
var chatPhrases = []string{
	"<how> gar|har|star det", "<how> har <you> det", "how are you", "hva skjer $",
	"<being> <you>|det|dere *1 <you>|der|noen|nokon|her|here|there",
}

// goodbyePhrases take leave in words that are no farewell by themselves.
var goodbyePhrases = []string{
	"ha|have ?en ?ei ?ein ?a det|fin|fint|bra|godt|good|nice|flott", "god helg|helga|kveld|natt|tur",
	"vi|me snakkes|snakkast|ses|sees|horst|hores", "good night", "see you", "ha det",
}
