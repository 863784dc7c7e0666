package intent

// classes are the words that the phrases of recognise_phrases.go speak of, folded as norsk.Words folds them: bokmål,
// nynorsk, dialect and English together. A word may be in several classes. Misspellings with one letter wrong need not be
// listed for words of five letters or more.
//
//nolint:misspell // Norwegian words, misspelled ones among them
var classes = map[string]string{
	// People and things.
	"i":         "je jæ jeg eg e ae jei i ieg meg a",
	"we":        "vi me mi we oss us dere",
	"you":       "dokke dokker dokk dykk dy du deg dere you u kjernebot boten botten bot chatboten chatbot roboten kjerneboten",
	"person":    "je jæ jæi jeg eg ae jei i a vi me we du deg dere you u kjernebot boten",
	"can":       "kannj kanj kainn kan kna kn kann can ka kunne could",
	"addressed": "du deg din ditt dine you your u kjernebot boten botten bot chatboten chatbot roboten robot robotten kjerneboten",
	"aux":       "kan kna kunne can could får få lov may vil ville will skal må do does did bør shall should",
	"bot":       "chat kjernebot boten botten bot chatboten chatbot roboten robot kjerneboten chaten chatten",
	"our":       "vare vart var vares vores varres mine min mitt our ours my oss us hos kommunens mi ukens ukas vekas",
	"self":      "selv sjolv sjolve ourselves myself",

	// Questions.
	"wh": "hvor hvem hva hvilken hvilke hvilket hvordan hvorfor kvar kven kva korleis kvifor koss kossen korsen kem kæm " +
		"kefor koffor where who what which how why when hvorvidt vordan vem vor nar ka",
	"where": "hvor kvar kor where vor hen wher",
	"how":   "hvordan korleis koss kossen korsen assen how vordan hvorledes ossen hvordn",
	"who":   "kem kemm hvem kven kem kæm who vem whom",
	"when":  "nar when katid",
	"why":   "hvorfor kvifor koffor kefor why",
	"what":  "ke hvaa hvva hba hca vha waht wat hva kva ka what ko va hvilken hvilke hvilket",
	"many":  "mange mye mykje mykke many much ofte often antall",
	"may":   "kan kna kunne can could far fa lov may",

	// Asking for something.
	"give": "vis vise viser syne syn hent hente henter gi gje gir send sende finn skaff skaffe trekk print show get give pull " +
		"fetch list lag lage lager sjekk sjekke check ta provide fa far fatt faa se sja sjaa see trenger treng trengs " +
		"need want vil ville onsker onskjer onske ha hatt hadde skulle kjor oppsummer summer please bestille fortell " +
		"fortelle si tell presenter skriv rapporter looking like run visa",
	"imperative": "vis hent gi gje send finn show get give pull fetch list lag sjekk trekk print fortell skriv syn skaff bring " +
		"display oppsummer plot tegn",
	"please": "takk please pls plis vennligst gjerne er du snill",

	// Figures.
	"figures": "brukstall brukstallene brukstal brukstala bruktal bruktall bruktallene brukstallan brukstalla brukstallet " +
		"brukertall brukertallene brukartal bruksstatistikk bruksstatistikken brukerstatistikk burkstall bruksrapport " +
		"bruksrapporten oppslagstall oppslagstallene bruksdata brukstallane brukstallenes usage bruksstall brukstalen " +
		"brukestall",
	"numbers": "tallmateriale tallgrunnlag talmateriale ukestall månedstall kvartalstall ukestallene månedstallene talet tall " +
		"tallene tal tala talla tallan talene tallenes statistikk statistikken statistikkan figures numbers " +
		"stats statistics statistikkene nokkeltall nokkeltallene nokkeltal bruksmonster vekestal",
	"lookups": "søk søka søkene searches journaloppslag journaloppslagene kjernejournaloppslag oppslag oppslagene oppslaga oppslagan oppslags oppslg " +
		"oppslagstal lookups lookup oppslaget oppslagstallet",
	"report": "ukesrapport ukesrapporten ukerapport vekerapport vekesrapport månedsrapport kvartalsrapport rapport rapporten oversikt oversikten oversyn graf grafen diagram diagrammet utvikling utviklingen utviklinga " +
		"report overview chart graph trend trenden kurve kurven tabell status",
	"use": "aktivitet aktiviteten activity bruk bruken bruka brukt brukte bruker brukar brukes nytta benyttet benytter used use uses using apnet apna opna " +
		"opened inne innom innpa logga logget slo slatt slege sla oppslag",
	"useNoun": "aktivitet aktiviteten activity bruk bruken bruka",
	"kj":      "kjernejournal kjernejournalen kjernejournaln kjernejurnal kjernejornal kjernejournl kj",
	"people": "brukere brukarar brukera users ansatte tilsette tilsatte sykepleiere sykepleierne sjukepleiarar sjukepleiarane " +
		"leger legene legar vernepleiere helsepersonell staff nurses doctors personer folk",
	"users": "brukere brukarar brukera users",
	"then":  "viser syner sier seier sei show say hadde hadd had ble blei vart var was were did",
	"past": "va blei hadde hadd hatt har ble vart blitt vore vært brukte brukt did had have has was were opened used gjorde " +
		"gjort slo apnet opna logget var",
	"countVerb": "va har ble blei er var vart did was has have is brukte brukar bruker brukes nytta vi me we av of det dere slo åpnet opna logget blir vert",
	"times":     "journaler journalar ganger gonger ganga times unike forskjellige ulike unique different",
	"notCounted": "kommuner kommunar municipalities sykehjem sjukeheimar kroner timer uker veker steg leverandører virksomheter enheter innbyggere dager " +
		"lisenser koster kostar penger weeks hours days",
	"noFigure": "næringskode næringskoden næringskoder nace været vêret veret værmelding værmeldingen weather smitte smittetall " +
		"smittetallene sykefravær sykefraværet sjukefravær fall fallskader folketall folketallet avvik avvikene vaksine " +
		"vaksiner influensavaksine okonomi budsjett regnskap regnskapet telefon telefonnummer pasienter siffer lonn " +
		"overtid turnus covid innbyggere innbyggjarar befolkning overtidstimer overtidsbruk liggedogn dodsfall medisiner " +
		"legemidler vaktliste vaktlisten temperatur bemanning price prices pris priser prisen lisens lisenser sickness " +
		"patients kundesenteret salgstall driftstans nedetid stillinger ledige korona",
	"national": "norge noreg norway landet nasjonalt nasjonale nasjonal nationally national landsbasis verden",

	// Announcements.
	// polite words stand between `kan du` and the verb.
	"but":      "men but",
	"negation": "ikke ikkje not itj ikkj usikker unsure don",
	"polite":   "vært vær vere være vore varre så snill snille grei greit grei vennlig hyggelig a å and to please bare kanskje gjerne og hjelpe hjelp meg oss tenke deg kind be have ha mind fa get litt snarlig raskt nå straks",
	"proclaim": "kunngjor kunngjore kunngjer kunngjere kunngi kungjor kungjore annonser annonsere announce broadcast publiser " +
		"publisere publish pubilser kringkast kringkaste",
	"post":    "post poste posta postet",
	"putOut":  "legger leggjer sleng slenge slengt heng henge legg legge leggje leg lege lagt lagd lag lagga leggja la lægg",
	"sendOut": "sender send sende sendt sendte sen sennd",
	"out":     "ut out",
	"spread":  "spre spreie spread",
	"share":   "deler del dele share dela delt",
	// telling words at the start of a question ask who tells, they do not ask to be told.
	"telling":   "deler sender legger leggjer varsler varslar informerer informerar sier seier gir gjev melder forteller publiserer poster",
	"publishes": "publiserer publiserar kunngjør kunngjer annonserer annonserar poster postar legger legg sender sendar",
	"warn":      "varsler varslar informerer informerar varsle varsel varsla varslet informert oppdater oppdatere informer informere notify inform alert orienter orientere alarmer",
	"tell":      "sier seier gir gjev melder forteller gitt gjeve gidd sei seie gi gje si fortell fortelje fortelle melde meld formidle formidl sagt meldt formidlet formidla fortalt informert tell let pass seia melding gjere gjeve",
	"notice": "nyhetsmelding fellesbeskjed sak saken innspill nyhende nyhendet påminnelser kunngjoring kunngjering " +
		"kunngjoringen kunngjeringa kungjoring kunngjoringa melding meldingen meldinga mledning beskjed beskjeden nyhet " +
		"nyheten nyheit nyheita info informasjon infomasjon informasjonen varsel varselet innlegg innlegget invitasjon " +
		"invitasjonen paminnelse paminning paminnelsen oppdatering oppslag lenke lenken link notice announcement message " +
		"retting rettelse driftsmelding hendelse ting thing fellesbeskjed beskjeda bodskap budskap nyhetssak plakat lenka statusoppdatering nokka erfaring erfaringer " +
		"reminder invitation update news post noe noko something fellesmelding massemelding meddelelse epost mail " +
		"orientering hilsen bulletin",
	"kungjor": "kunngjøringen driftsmelding fellesbeskjed kunngjøring kunngjering kungjøring kunngjøringa announcement fellesmelding massemelding",
	"invite":  "inviter invitere invite",
	"remind":  "purre purr minn minne remind påminn påminne",
	"write":   "skriv skrive lag lage opprett opprette write create make",
	"noticeHead": "innlegg obs kunngjoring kunngjering kungjoring melding beskjed nyhet nyheit varsel paminnelse paminning announcement " +
		"reminder notice fellesmelding",
	"this": "dette folgende folgjande det den denne this it following same samme denna",
	"group": "folk folkens ale alle kommunene kommunane kommunan kommuner kommunar komuner komunene andre kanalen kanaln kanala koordinatorene " +
		"koordinatorane medlemmene medlemene medlemmer everyone everybody all municipalities channel others gruppa " +
		"gruppen teamskanalen deltakerne deltakarane fellesskapet nabokommunene nettverket resten rest deltakerkommunene deltakerkommunane nettverk kollegaene gjengen hele heile medlemmar medlemmane samtlige samtlege samlege",
	"channel": "kanal kanalen kanaln kanala channel teamskanalen fellesskanalen",
	"other":   "andre others other ovrige",
	"notGroup": "ansatte tilsette sykepleiere sykepleierne sjukepleiarar leger legene pasienter pasientene parorende beboere " +
		"beboerne leverandorer avdelinger staff employees nurses patients vikarer nattevakter kolleger " +
		"kollegaer hjemme leverandorene virksomheter virksomhetene enhetene",
	"private": "pasient pasienten pasienter pasientopplysninger pasientinformasjon journal journalen helseopplysninger " +
		"personopplysninger skjermen skjerm patient screen",
	"wish": "ska sku kunne kunnet vill må måtte burde bør ber hadde vil ville onsker onskjer onske skal ma trenger treng want need like skulle wish gjerne lyst would d",

	// Small talk.
	"greet": "hie heey heeey sveisann sveis hallå morna mårn morrn morrna godmorgen godkveld hoppsan hopsan hoppsann halloi heyy hellooo yo hiya greetings hilsen formiddag hallaien hei heii heiii heia hallo halla heisann heisan hoi hey hi hello god good morn morgen morgon " +
		"mornings morning dag kveld ettermiddag afternoon evening goddag tjena hola halloen heihei heiheisann heissan " +
		"hallais",
	"thank": "cheers takk takker takkar tak thanks thank thx ty takkk takksa tusentakk",
	"bye":   "gjensyn attersyn natta natti hade hadet snakkes snakkast bye goodbye farvel adjo helg helga weekend sees vises",
	"ok": "nyttig nyttige oppklarende oppklarande useful kjempebra kjempefint nydelig lekkert flink bra strålende forstod skjønte ok okei okay oki supert flott fint " +
		"perfekt topp greit grei kult super great perfect nice good herlig knall utmerket skjonner skjonar forstar " +
		"forstatt notert fin flotte cool yes ja jepp japp fantastisk stralende genialt",
	"help": "jelp jelpe hjælp hælp hjelp hlep hjlp help hjelpe hjelpa hjelpen hjelpes assistanse assistance hjelpemeny",
	"menu": "funksjoner funksjonar meny menu kommandoer kommandoar kommandoene commands kommando hjelpetekst hjelpemeny",
	"lead": "hei heii heiii heia hallo heisann hey hi hello og men ok okei okay takk tusen ja nei jo du forresten fint flott supert perfekt great perfect now then kjempefint herlig bra saa hoi god " +
		"morgen dag kveld da so and but thanks please halla morn oy oisann kjære good morning goddag vennligst eh hm hmm " +
		"altsa",
	// plain words may stand around small talk and questions to the bot without changing them.
	"plain": "now hvilke hvilken hvilket which kor satt døgnet and but so before sammen saman hores ses horst plass våken vaken oppe online gi gir tilby tilbyr løse løyse nan nån forr nokka sort kinds fornøyd fornøgd nøgd happy satisfied dr about best be bedt bedd annet anna annen stand ting greier mate vits prat prate prata chatte skrive skriva veilede flere fleire alltid åss mæ dæ æ mi " +
		"svarar stille stiller spor spør spurde brukes brukas få fa tusen tusn mange hjertelig denne e æ va din ditt oppgave oppgaven oppgåve jobb jobben laget laga " +
		"automatisk greia hvert stille nyttig nyttige oppklarende tålmodigheten tålmodig nåkka for bot rar skriver skriv " +
		"svarer fungere oppklart reddet redda dagen sånn slik språk dine able list liste opp språka prøver prøve prøvde " +
		"fikk fekk løst løste ordnet ordna funket funker fungerte kjempebra kjempefint bra jobba jobbet flink snill " +
		"dyktig flinkest igjen att formiddag fortsatt riktig cheers thats s brukes trengte sjekker ser kjempe nydelig " +
		"lekkert strålende jeg eg vi du deg meg oss dere i me you us we my det den dette de en et ei ein eit a an the er " +
		"var ble har hadde kan kunne skal vil ma far blir is are was am be been do does did can could som at og men eller " +
		"om til fra med av pa in on of to with from sa da na no nar hva hvem hvordan hvor kva kven ka kem what who how " +
		"her der here there ikke ikkje not ogsa also bare berre akkurat egentlig eigentleg really helt heilt litt veldig " +
		"very mye masse lot much ny nye new sporsmal sporsmalet question questions lurte lurer lurar wondering wondered " +
		"noe noko noen nokon something anything anyone someone svar svaret svare svarar answer hjalp hjelper helpful " +
		"needed trenger treng need needs sporre sporje spor spurt ask asking skulle ville hatt fatt get got gotten vet " +
		"veit know videre go going gang igang begynne alt alle ting things thing slags slag type typer hyggelig trivelig " +
		"fine fin god godt good gode glad ha have ta hilsen mvh vennlig dag day dagens kveld morgen uke uka week helg " +
		"helga mandag tirsdag onsdag torsdag fredag lordag sondag monday tuesday wednesday thursday friday snart senere " +
		"later sist neste nærmere forst first gjore gjor gjere gjer gjort doing works work virker verker fungerer bruke " +
		"bruker brukar use using si fortelle snakke snakker snakkar speak tid tida time moment lenge long være vere test " +
		"testing testet hade hore hoyrer hear mer meir more ellers else egen egne enn than viktig komme kommer kom come " +
		"came bistand selv rask raskt quick fort up ut out te når tilbake back heter heiter navn namn name kari ola " +
		"nordmann eksempelby kommune kommunen jobber jobbar hos sykehjem grei greit sann sant nettopp nylig lagt added " +
		"chatten chaten chat aner anar ane virkelig endelig data darlig man saken saka sak problemet loste seg gar gikk " +
		"gjekk framover fremover interessert bekreftet forstatt mulig moglig possible kanskje maybe nok enough ferdig " +
		"done klar klart ready all that this exactly just again hurra yay jippi",

	// fragment words may stand around a period or a kommune that is all a text says.
	"fragment": "uke uka uken veke veka week periode perioden måned måneden month var was then so me igjen again instead stedet staden total sammen hele heile og hva med enn kva ka for i til sa da what about and how in en ein hos fra of the kommune kommunen takk please " +
		"ogsa samme same also okei ok altsa nei jo no men but ja mente meinte mener meiner meant mean jeg eg i vi me vil ville gjerne ha se " +
		"trenger treng need want vis hent ta gi gje show get meg oss us det dei de den den tilsvarende bare berre just a",
	// connectors open a follow-up.
	"sameWord":  "stedet staden instead ogsa also samme same tilsvarende tilsvarande likt",
	"connector": "nei mente meinte mener meant og hva enn kva ka and what for samme same also ogsa how",
	// otherWish is what someone may want in a week that is not figures.
	"otherWish": "svar svaret answer begynne gang igang snakke snakka talk test teste testing jobb jobbe komme kom come ferdig viktig sporsmal question",
	// yesNo words open a question with a matter of its own.
	"yesNo": "er har finnes fins finst ma skal skulle gjelder gjeld bor blir vil kan far is are do does should must have has can er trenger kreves holder",

	// Questions to the bot about itself.
	"able": "jelpe hjelper gjøra gjore gjor gjere gjer gjera hjelpe hjelp hjelpa svare svara brukes bistå bista do help answer tilby tilbyr offer " +
		"assist assistere bidra",
	"being": "r er e are is re va",
	"kindOf": "maskiner maskinar roboter robotar boter chatboter chatbotar bot robot menneske menneskje person ki ai maskin datamaskin chatbot chatrobot human real ekte levende kunstig " +
		"program programvare machine dataprogram chatgpt computer android",
	"talk": "snakke snakker snakka snakket prate prater prata pratet chatte chatter chattet skrive skriver skrevet talk talking talked speak speaking chat chatted write writing typing type kommunisere",
	// work words speak of the road to kjernejournal and what lies along it.
	"work": "kjernejournal kjernejournalen avtale avtalen avtala agreement steg steget stegene trinn trinnet step steps altinn helseid bankid buypass commfides eid " +
		"konfigurasjonsfil konfigurasjonsfilen fil filen leverandør leverandøren vendor supplier epj journal journalen nhn helsenett virksomhet virksomheten virksomheter virksomhetene " +
		"verksemd verksemda verksemder verksemdene foretak enhet enheten enheter hovedenhet hovudeining underenhet organisasjonsnummer orgnr næringskode næringskoden næringskoder tilgang tilgangen " +
		"access innlogging logge logga login log opplæring opplæringen opplæringa training kurs veileder veilederen veiledning rettleiing guide kundesenter kundesenteret rådmann rådmannen " +
		"delegere delegering systemansvarlig systemansvarleg oppkobling oppkoblingen koble kobla invitasjon teams kanal kanalen medlem sykepleier sykepleiere sjukepleiar lege leger vernepleier " +
		"sykehjem sjukeheim hjemmetjeneste pasient pasienter feilmelding passord password signere innføring innføringen prosjektet",
	"language": "norsk nynorsk bokmal engelsk samisk english norwegian svensk dansk polsk sami dialekt",
}

// notMisspelled are words one letter away from a listed one that are no misspelling of it.
var notMisspelled = setOf("aktiviteter nore loten sveio grong tale talen talens taler sent frist nyttar gangen halde lost laste slutt satt slett legal stans stays team streng indre sande roster " +
	"venter henger sammen enhetens order orden stilles andres annet apne apner avtal avdelingen begynn being bestill " +
	"bestiller biten boring broken build charts count differ doctor endre enheten enna enter ever flags folger follo " +
	"gong gruppene herre hjemmet hodet homes horer host hosts hour inneholde inner innga jobben kjerne komm kommunal " +
	"kommunale lagra lagre lager larer laster lease leder ledger legend lenger lest listens locking loggar logge " +
	"loggen logger longer lykke machines makes malet mase mater mener mente moren nabokommunen nummer offentlig " +
	"oppsett ordner pinne point porter range read reads rises root satte shape skill skje skrives slippe slipper " +
	"solve steller still stoff summed tenke terms these thin three tier tours treat turns varet varies vender ventar " +
	"viss white right tjeneste tjenesten tenester registrere registrerer ferdige frister rettelse bestilling melder " +
	"leter leser hester verter alene legene legen lege leger posten taller tallet stall statist bruker brukerne " +
	"brukeren delen deler delt sendes legges varslet varsles svaret spare hente helt figure nytt hjem hjelm mange " +
	"menge tanken takst laget lagret finne finner finnes sier lista liste alltid deles kunden kanal kanaler alder " +
	"post gruppe grupper grupp allergi share shared spread vistnok visste visst vissa heller meldte fortalt " +
	"kveldsvakt morgenstell dagen time timer testen bruden brukne legevakt vaktene bergen folke skrive skriver skriv " +
	"annonse annonser dette netter letter setter sette gjelde gjelder giske hallen hallo fiske innen under tinge " +
	"ville stille spille kille kunne kanne danne denne henne penne menne poster postet paste posta taste haste helse " +
	"helsen skulle skule fulle lange gange mangle mangler manglet hadde ladde badde vedde sadde gjort kort fort port " +
	"bort ordre ordne hvert vert svarte sparte starte varte svart spart snart start smart fart kart vart bart part " +
	"stats status state times sende kjende tilsende vende hende rende spend sendte skrift ferie serie siste norden " +
	"modul fest test rest best gjest navn havn savn sjekke dekke rekke tekke vekke holder belter melde felles celle " +
	"helle stelle fjelle kvelden onsker ansikt vakt rapporten rapporter avtale avtalen avtaler utgang inngang tilgang " +
	"inne minne dinne skinne vinne linje delegere delegert stiller")

// abbreviations end with a full stop that ends no sentence.
var abbreviations = setOf("kl ca nr mnd feks eks bl osv mfl org st dr sr jf dvs evt inkl maks min tlf ev jan feb apr aug sept okt nov des " +
	"fom tom pga mht ift iht vedr etc spl hjsp no")

// afterOrdinal are the words that a number with a full stop goes before, capital or not: `1. November`.
var afterOrdinal = setOf("januar februar mars april mai juni juli august september oktober november desember kvartal halvår uke veke plass")
