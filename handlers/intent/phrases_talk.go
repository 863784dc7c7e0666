package intent

// botPhrases are questions to the bot about itself.
var botPhrases = []string{
	"<what> *1 <can> <you> ?egentlig ?eigentleg *1 <able>", "^ hva|kva|ka|what *1 <can> <you> ?egentlig ?da $",
	"<what> <you> kan <able>", "<what> mer|meir|else <can> <you> <able>", "hva|kva|ka|what gjor|gjer|do|does <you>",
	"<what> *2 <can> <i>|<we>|man|ein|en sporre|sporje|spor|ask|bruke|use <you>",
	"<what> <can> <i>|<we>|man sporre|sporje|ask|spor ?da ?om ?about $", "<what> slags <help>", "<what> <help> <can> <i>|<we>|<you> fa|gi|get|give|tilby",
	"<what> *3 sporsmal|questions|ting|things *2 svarer|svarar|kan|can|do <you>",
	"<what> *3 sporsmal|questions|ting|things *1 <can> ?<i> ?<we> ?man ?ein stille|sporre|sporje|ask",
	"<what> svarer|svarar <you> pa", "<who> <being> ?det ?eigentleg ?egentlig du|deg|you|u|dy|<bot>|dette",
	"<who> snakker|snakkar|chatter|skriver <i> med", "<who> am i talking|chatting", "<being> <you> *3 <kindOf>",
	"<kindOf> eller|or *2 <kindOf>", "hva|kva|ka|what heter|heiter|hete <you>", "hva|kva|what <being> <you>|<bot>",
	"what *2 your name", "<who> *1 laget|laga|lagde|made|built|created <you>",
	"<how> *1 bruker|brukar|bruke|use ?<i> ?do *1 <you>|<bot>",
	"<how> fungerer|fungere|fungera|virker|verkar|verke|funker|do|does ?denne <you>|<bot> ?work",
	"<how> fungerer|virker|verkar|funker dette|denne ?greia ?her $", "<how> <can> <you> <able>",
	"kan|can|snakker|snakkar|svarer|svarar|forstar|skjonner|do <you> *3 <language> $", "<what> <menu>", "^ <menu> $",
	"^ vis|show|gi|start <help> $", "hva|kva|what *2 for <menu>|tjenester", "<can> <you> <able> ?meg ?oss ?me ?us $",
	"<can> <you> <able> ?meg ?oss ?me ?us ?med ?with noe|noko|noen|something ?ting $",
	"^ ?<i> ?<we> ?trenger|treng|need ?litt ?some <help> $", "^ <help> ?<help> ?meg ?oss ?me ?us ?please ?takk $",
	"<i> har *2 sporsmal|question $", "^ kan|can|far <i>|<we> sporre|sporje|ask ?<you> ?om ?about ?noe ?noko ?something $",
	"vise|vis|fortelle|fortell meg|oss hva|kva <you> kan", "dette|denne|this for ?en|ein|noe <bot>",
	"^ <what> <being> dette|this|det ?her ?for ?noe ?noko $", "^ <what> <being> dette|this ?her for", "<being> dette|det|this en|et|ein|a|eg *1 <kindOf>", "<being> dette|this <kindOf>",
	"<who> star|lagde bak|made <bot>|deg|denne|you", "<what> vet|veit|know|knows|do <you> ?know ?noe ?noko ?om ?about $",
	"<what> <can> <you> fortelle|fortelja|fortelje|si|tell ?meg ?oss ?me ?us $",
	"snakke|snakker|prate|prata|chatte|talk|speak|speaking|talking|snakka med|with|to ?en|et|ein|a|eit *1 <kindOf>",
	"able to do $", "<what> slags|type|kind ?of <kindOf>",
	"<what> <can> <i>|<we>|man|en|ein fa|get <help> til|med|with ?her ?here $", "vis|vise|list|liste ?opp <menu>",
	"snakker|snakkar|chatter|prater <i> med ?en|et|ein|eit <kindOf>", "forklar|forklare|explain hva|kva|what <you>",
	"sprak|language|languages kan|can|forstar|snakker|do <you>", "what are <you>", "tell me about yourself",
	"fortell *1 om <you>|deg ?selv $",
	"<what> <being> ?det ?egentlig ?eigentleg ?som <you> *1 <can> ?<able>", "<what> *2 <can> <i>|<we>|man|ein|en *2 be|bruke|bruka|sporre|sporje|ask|use <you>|om",
	"<what> <you> brukes|brukas|brukast|nyttes|er|gjor|gjer|kan|do|can ?til|for|are", "<what> *1 <being> <you> *3 stand *2 <able>",
	"<how> *3 <i>|<we>|man|ein|en *4 gang|igang|start|started *3 <you>", "<how> *1 stiller|sporre|spor|sporje|skriver|ask|snakker *4 <you>",
	"<how> *1 brukar|bruker|bruke|bruka|use|brukes <i>|<we>|man|ein|en ?best <you>|<bot>|da $",
	"<how> do|does this|it work", "<what> slags|type|typer|kind|sort|kinds sporsmal|questions *2 <you>", "<what> emner|emne|tema|temaer|omrader|topics *3 <you>",
	"<what> <can> <i>|<we> fa vite ?av ?fra ?<you>", "^ lever|funker|virker|fungerer|verkar <you>|denne|dette", "<how>|<where> gammel|gammal|old *1 <you>",
	"<who> <being> det *1 <i> <talk> med|me|til", "<what> *1 <you> driv|driver|held med|pa|me", "<what> driver|driv <you> med|me", "<what> oppgaver|ting <can> <you>",
	"<what> <being> vitsen|poenget|meningen|hensikten|formalet *1 med ?denne ?this <you>|<bot>", "<what> funksjoner|funksjonar|ferdigheter|egenskaper|evner|features|skills|menu|menyvalg *1 har|have|do <you>", "presenter|introduser|beskriv|introduce|present|presentere|introdusere|beskrive *1 deg|yourself",
	"<what> betyr|tyder|does navnet|namnet|name ditt|your", "list|liste|oversikt ?over ?your ?the <menu>", "^ sover|jobber|jobbar|arbeider <you> aldri|hele|heile|dognet|alltid",
	"fa|get <help> av|fra|from <you>", "^ om|about deg|you $", "^ start|begynn|info|test|ping $", "<what> *1 <being> <you> ?for", "<how> do|does|can <i>|<we>|it|this *2 <bot>|<you>|work $", "<help> ?og <menu>", "<menu> ?og <help>", "<what> <menu> *1 finnes|har|kan|er|fins|finst|are",
	"bruksanvisning|brukerveiledning|brukarrettleiing|manual|instruks|help|hjelp ?til ?for <bot>", "^ <bot> bruksanvisning|brukerveiledning|manual|hjelp|help $",
	"<being> det ?bare ?berre ?just a|to *1 <talk>|sporre|sporje|ask *1 ?til <you> ?her", "^ <can> <you> noe|noko|something|flere|fleire *2 $",
	"<being> det|dette ?en|ei|et *2 <kindOf>|noen|nokon *1 som|i *2 svarer|svarar|leser|lese|andre|skriver", "<what> sort|kind|type|types of questions|things|help",
	"<how> god|flink|smart|good|clever <being>|are <you>", "^ <who> <being> *2 svarer|svarar",
}

// firstMeetings are shy words to a machine: `har aldri pratet med en robot før`.
var firstMeetings = []string{
	"<talk> *3 <kindOf>|<bot>", "ikke|ikkje|not vant|van|vane|used *4 <talk>|<kindOf>", "aldri|forste|uvant|uvand|never|first *7 <kindOf>|<bot>|chatte|chat", "skulle|bor|burde|matte|ville|should|to *2 si|sei|say hei|hallo|hello|hi",
	"prove|prover|try|teste|test <you>|<bot> *1 ut|out",
}

// strongThanks thank for something that was.
var strongThanks = []string{
	"<thank> ?sa ?veldig ?sa ?hjertelig ?very ?so ?mye ?much for", "<thank> ska|skal|ha du|dere|dykk|de", "<thank> ?you so|very much", "tusen|hjertelig <thank>",
	"appreciate|takknemlig|takksam|grateful",
}

// stillAsking are words of someone who wants something yet, whatever thanks they send along.
var stillAsking = []string{
	"<may> <you>", "pa forhand|forehand", "in advance", "lurer|lurar|wonder|wondering", "feil|feilmelding|error|feilen", "svarte|svarer|hjalp ikke|ikkje|not", "far|fungerer|virker *2 ikke|ikkje",
	"trenger|treng|need", "vil|gjerne|want ?to vite|know", "vet|veit|know ikke|ikkje", "<help> oss|meg|me|us", "men|but <what>|<how>|<who>|<where>|<when>",
}

// goingOn are requests to go on with the last answer, which the bot's own questions must not swallow.
var goingOn = []string{
	"si|fortelle|fortell|vite|forklare|utdype|tell|say|know *2 mer|meir|more|naermere", "ta|gjenta|si *2 igjen|pa nytt|again",
	"er|are <you> *1 sikker|sure|enig", "hva|kva|what mener|meiner|mean",
}

// chatPhrases are small talk though they have a question word or only common words.
var chatPhrases = []string{
	"<how> gar|har|star det", "<how> har <you> det", "how are you", "nice|hyggelig|koselig|kjekt|hyggeleg a|to meet|mote|hilse|treffe|helse", "<what> skjer $", "<being>|lever <you> *2 plass|vaken|oppe|online|awake|tilgjengelig", "<how> <being> det me|med <you>|da",
	"<being> <you>|det|dere *1 <you>|der|dr|noen|nokon|her|here|there",
}

// goodbyePhrases take leave in words that are no farewell by themselves.
var goodbyePhrases = []string{
	"ha|have ?en ?ei ?ein ?a det|fin|fint|bra|godt|good|nice|flott", "god helg|helga|kveld|natt|tur",
	"vi|me snakkes|snakkast|ses|sees|horst|hores", "good night", "see you", "ha det",
}
