package openai

import (
	_ "embed"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"kjernebot/knowledge"
)

// What is sent are the rules, the schema of the answer, and the question with the sentences as one JSON object.
// Whatever a question contains, it stays inside its string.
var (
	//go:embed prompts/point.txt
	rules string
	//go:embed prompts/point.schema.json
	schema string
)

// maxQuestion is how many characters of the question are sent.
const maxQuestion = 2000

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

// asked is the question with the sentences.
func asked(question string, sentences []knowledge.Sentence) string {
	in := input{Question: clip(question)}
	for i, s := range sentences {
		in.Sentences = append(in.Sentences, numbered{Number: i + 1, Topic: s.Topic, Text: s.Text})
	}
	raw, err := json.Marshal(in)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(raw)
}

// size is how much is sent, in bytes.
func size(asked string) int { return len(rules) + len(asked) + len(schema) }

// clip bounds a question and drops what is not text.
func clip(question string) string {
	question = strings.ToValidUTF8(question, " ")
	if utf8.RuneCountInString(question) <= maxQuestion {
		return question
	}
	return string([]rune(question)[:maxQuestion])
}
