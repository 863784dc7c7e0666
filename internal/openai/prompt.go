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

// maxQuestion is how many characters of the question are sent.
const maxQuestion = 2000

// A prompt is what is sent: rules from a file, and the question and sentences as one JSON object. Whatever a question
// contains, it stays inside its string.
type prompt struct {
	name   string
	system string
	user   string
	schema string
}

func (p prompt) size() int { return len(p.system) + len(p.user) + len(p.schema) }

func (p prompt) estimate() int { return tokensIn(p.size()) }

// numbered is a sentence as the model sees it.
type numbered struct {
	Number int               `json:"number"`
	Topic  knowledge.TopicID `json:"topic"`
	Text   string            `json:"text"`
}

type input struct {
	Question  string     `json:"question"`
	Sentences []numbered `json:"sentences"`
}

func pointPrompt(question string, sentences []knowledge.Sentence) prompt {
	in := input{Question: clip(question)}
	for i, s := range sentences {
		in.Sentences = append(in.Sentences, numbered{Number: i + 1, Topic: s.Topic, Text: s.Text})
	}
	return makePrompt("point", in)
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

// clip bounds a question and drops what is not text.
func clip(question string) string {
	question = strings.ToValidUTF8(question, " ")
	if utf8.RuneCountInString(question) <= maxQuestion {
		return question
	}
	return string([]rune(question)[:maxQuestion])
}
