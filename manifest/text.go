package manifest

// Language is a language that the app speaks, by its language tag.
type Language string

// The languages of the app. Teams shows Bokmal to everyone whose client is set
// to none of the others.
const (
	Bokmal  Language = "nb"
	Nynorsk Language = "nn"
	English Language = "en"
)

// languages lists every language, the default first.
func languages() []Language { return []Language{Bokmal, Nynorsk, English} }

func (l Language) file() string { return string(l) + ".json" }

// Text is one text in every language of the app.
type Text struct {
	NB, NN, EN string
}

// In returns the text in l, and bokmål for a language it does not know.
func (t Text) In(l Language) string {
	switch l {
	case Nynorsk:
		return t.NN
	case English:
		return t.EN
	}
	return t.NB
}

// listing is what people read about the app before they add it.
type listing struct {
	Name     Text // at most 30 characters
	FullName Text // at most 100
	Short    Text // one line, at most 80
	Full     Text // paragraphs apart by an empty line, at most 4000
}

func ownListing() listing {
	return listing{
		Name: Text{NB: "Kjernebot", NN: "Kjernebot", EN: "Kjernebot"},
		FullName: Text{
			NB: "Kjernebot – hjelp til å ta i bruk kjernejournal",
			NN: "Kjernebot – hjelp til å ta i bruk kjernejournal",
			EN: "Kjernebot – help to start using kjernejournal",
		},
		Short: Text{
			NB: "Svar på veien til kjernejournal i sykehjem og hjemmetjenester",
			NN: "Svar på vegen til kjernejournal i sjukeheimar og heimetenester",
			EN: "Answers on the way to kjernejournal in nursing homes and home care",
		},
		Full: Text{NB: fullNB, NN: fullNN, EN: fullEN},
	}
}

const fullNB = `Kjernebot hjelper kommuner som skal ta i bruk kjernejournal i sykehjem og hjemmetjenester.

Spør med dine egne ord, på bokmål, nynorsk eller engelsk. Du får et kort svar om hva dere skal gjøre, hvor det står og hvem dere kan spørre videre. Svarene kommer fra prosjektets egen veiledning. Står det ikke der, sier Kjernebot det rett ut og viser hvem som kan hjelpe.

Du kan skrive til Kjernebot alene, i en gruppechat eller i en kanal. I grupper og kanaler svarer Kjernebot bare når du nevner den med @Kjernebot.

Ikke skriv fødselsnummer eller opplysninger om pasienter til Kjernebot.`

const fullNN = `Kjernebot hjelper kommunar som skal ta i bruk kjernejournal i sjukeheimar og heimetenester.

Spør med dine eigne ord, på bokmål, nynorsk eller engelsk. Du får eit kort svar om kva de skal gjere, kvar det står og kven de kan spørje vidare. Svara kjem frå rettleiinga til prosjektet. Står det ikkje der, seier Kjernebot det rett ut og viser kven som kan hjelpe.

Du kan skrive til Kjernebot åleine, i ein gruppechat eller i ein kanal. I grupper og kanalar svarer Kjernebot berre når du nemner han med @Kjernebot.

Ikkje skriv fødselsnummer eller opplysningar om pasientar til Kjernebot.`

const fullEN = `Kjernebot helps Norwegian municipalities that are starting to use kjernejournal, the national summary care record, in nursing homes and home care.

Ask in your own words, in Norwegian or English. You get a short answer about what to do, where it is written and whom you can ask. The answers come from the project's own guide. What is not in the guide, Kjernebot does not make up: it says so and shows who can help.

You can write to Kjernebot on your own, in a group chat or in a channel. In groups and channels it answers only when you mention it with @Kjernebot.

Never write national identity numbers or anything about patients to Kjernebot.`
