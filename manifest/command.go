package manifest

// Command is one line of the list that Teams offers in the compose box. Choosing
// it puts the title in the box, in the language of the person's client, and the
// bot gets it as an ordinary message: every title must therefore be understood
// in every language.
type Command struct {
	// ID names the command in code. It is not in the package, and unique in a list.
	ID string

	// Kind is what the bot must make of each title: "answer", "usage" or "help",
	// as the answers of the command line name them.
	Kind string

	// Topic is the topic that an answer must begin with, for the kind "answer".
	Topic string

	// Title is at most 32 characters, so that every client shows it whole.
	Title Text

	// Description says in at most 128 characters what comes of it.
	Description Text
}

// Scope is a kind of conversation that the bot can be added to.
type Scope string

// The scopes of the app, spelled as the schema has them.
const (
	Personal  Scope = "personal"
	Team      Scope = "team"
	GroupChat Scope = "groupChat"
)

func scopes() []Scope { return []Scope{Personal, Team, GroupChat} }

// DefaultCommands is the table of Kjernebot's own commands, made anew for each
// caller. The router and the help text are checked against it.
func DefaultCommands() []Command {
	return []Command{
		{
			ID: "steps", Kind: "answer", Topic: "stegene",
			Title: Text{
				NB: "Hvilke steg må vi følge?",
				NN: "Kva steg må vi følgje?",
				EN: "Which steps do we follow?",
			},
			Description: Text{
				NB: "De fire stegene fra bestilling til ferdig oppkobling",
				NN: "Dei fire stega frå bestilling til ferdig oppkopling",
				EN: "The four steps from ordering to being connected",
			},
		},
		{
			ID: "professions", Kind: "answer", Topic: "yrkesgrupper",
			Title: Text{
				NB: "Hvilke yrkesgrupper får tilgang?",
				NN: "Kva yrkesgrupper får tilgang?",
				EN: "Which professions get access?",
			},
			Description: Text{
				NB: "Hvem som kan bruke kjernejournal hos dere",
				NN: "Kven som kan bruke kjernejournal hos dykk",
				EN: "Who among your staff can use kjernejournal",
			},
		},
		{
			ID: "eid", Kind: "answer", Topic: "steg-3-eid",
			Title: Text{
				NB: "Hvilken e-ID trenger vi?",
				NN: "Kva e-ID treng vi?",
				EN: "Which e-ID do we need?",
			},
			Description: Text{
				NB: "Hvordan helsepersonellet skal logge inn, og hvem som utsteder e-ID",
				NN: "Korleis helsepersonellet skal logge inn, og kven som utferdar e-ID",
				EN: "How health personnel log in, and who issues the e-ID",
			},
		},
		{
			ID: "connect", Kind: "answer", Topic: "steg-4-oppkobling",
			Title: Text{
				NB: "Hvordan kobler vi oss opp?",
				NN: "Korleis koplar vi oss opp?",
				EN: "How do we get connected?",
			},
			Description: Text{
				NB: "Altinn, HelseID selvbetjening og meldingen til NHN, i rekkefølge",
				NN: "Altinn, HelseID sjølvbetening og meldinga til NHN, i rekkjefølgje",
				EN: "Altinn, HelseID self-service and the message to NHN, in order",
			},
		},
		{
			ID: "contact", Kind: "answer", Topic: "kontakt",
			Title: Text{
				NB: "Hvem kan vi kontakte?",
				NN: "Kven kan vi kontakte?",
				EN: "Who can we contact?",
			},
			Description: Text{
				NB: "Når oppkoblingen ikke går som den skal",
				NN: "Når oppkoplinga ikkje går som ho skal",
				EN: "When connecting does not go as it should",
			},
		},
		{
			ID: "usage", Kind: "usage",
			Title: Text{NB: "Brukstall", NN: "Brukstal", EN: "Usage figures"},
			Description: Text{
				NB: "Hvor mye kommunen din bruker kjernejournal, uke for uke",
				NN: "Kor mykje kommunen din brukar kjernejournal, veke for veke",
				EN: "How much your municipality uses kjernejournal, week by week",
			},
		},
		{
			ID: "help", Kind: "help",
			Title: Text{NB: "Hjelp", NN: "Hjelp", EN: "Help"},
			Description: Text{
				NB: "Hva Kjernebot kan hjelpe deg med",
				NN: "Kva Kjernebot kan hjelpe deg med",
				EN: "What Kjernebot can help you with",
			},
		},
	}
}
