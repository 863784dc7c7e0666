package openai

import (
	"embed"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"kjernebot/knowledge"
)

//go:embed prompts
var promptFiles embed.FS

const (
	maxQuestion   = 2000 // characters of the question that are sent
	maxCandidates = 8
	maxChosen     = 3 // topics that an answer is written from
)

// A prompt is what is sent: rules from a file, and the question and topics as one JSON object. Whatever a question
// contains, it stays inside its string.
type prompt struct {
	name   string
	system string
	user   string
	schema string
}

func (p prompt) size() int { return len(p.system) + len(p.user) + len(p.schema) }

func (p prompt) estimate() int { return tokensIn(p.size()) }

// A subject is a topic as the model sees it.
type subject struct {
	ID       knowledge.TopicID `json:"id"`
	Title    string            `json:"title"`
	Text     string            `json:"text"`
	Links    []string          `json:"links,omitempty"`
	Contacts []string          `json:"contacts,omitempty"`
}

type input struct {
	Question string    `json:"question"`
	Language string    `json:"language,omitempty"`
	Topics   []subject `json:"topics"`
}

var languageNames = map[knowledge.Lang]string{
	knowledge.Bokmal: "Norwegian bokmål", knowledge.Nynorsk: "Norwegian nynorsk", knowledge.English: "English",
}

func choosePrompt(question string, candidates []knowledge.Topic) prompt {
	in := input{Question: clip(question), Topics: subjects(candidates, knowledge.Bokmal, maxCandidates)}
	return makePrompt("choose", in)
}

func composePrompt(question string, lang knowledge.Lang, topics []knowledge.Topic) prompt {
	in := input{Question: clip(question), Language: languageNames[lang], Topics: subjects(topics, lang, maxChosen)}
	return makePrompt("compose", in)
}

// makePrompt reads the rules and the schema of one use. The files are part of the program.
func makePrompt(name string, in input) prompt {
	system, err := promptFiles.ReadFile("prompts/" + name + ".txt")
	if err != nil {
		panic(err) // the file is not embedded: a programmer's mistake
	}
	schema, err := promptFiles.ReadFile("prompts/" + name + ".schema.json")
	if err != nil {
		panic(err)
	}
	user, err := json.Marshal(in)
	if err != nil {
		panic(err) // strings always marshal
	}
	return prompt{name: name, system: string(system), user: string(user), schema: string(schema)}
}

// subjects shows each topic once, in lang where it is there.
func subjects(topics []knowledge.Topic, lang knowledge.Lang, most int) []subject {
	var out []subject
	at := map[knowledge.TopicID]int{}
	for _, t := range topics {
		i, seen := at[t.ID]
		switch {
		case !seen && len(out) < most:
			at[t.ID] = len(out)
			out = append(out, subjectOf(t))
		case seen && t.Lang == lang:
			out[i] = subjectOf(t)
		}
	}
	return out
}

func subjectOf(t knowledge.Topic) subject {
	s := subject{ID: t.ID, Title: t.Title, Text: strings.TrimSpace(t.Short + "\n\n" + t.Details)}
	for _, l := range t.Links {
		s.Links = append(s.Links, "["+l.Title+"]("+l.URL+")")
	}
	for _, c := range t.Contacts {
		s.Contacts = append(s.Contacts, strings.TrimSpace(c.Name+" "+c.Email))
	}
	return s
}

// clip bounds a question and drops what is not text.
func clip(question string) string {
	question = strings.ToValidUTF8(question, " ")
	if utf8.RuneCountInString(question) <= maxQuestion {
		return question
	}
	return string([]rune(question)[:maxQuestion])
}
