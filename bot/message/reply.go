package message

import (
	"encoding/json"
)

// Reply is one outgoing message. The zero value is not sendable: it needs Text or a Card.
//
// It is stored as JSON when it has to be sent later, so field names here are a stored format.
type Reply struct {
	// Markdown subset of Teams; also what clients without cards show
	Text        string          `json:"text,omitempty"`
	Summary     string          `json:"summary,omitempty"`     // one line for the notification
	Card        json.RawMessage `json:"card,omitempty"`        // an Adaptive Card, version 1.5 at most
	Attachments []Attachment    `json:"attachments,omitempty"` // anything else than the card
	Entities    json.RawMessage `json:"entities,omitempty"`    // array: mentions, citations, AI label
	ChannelData json.RawMessage `json:"channelData,omitempty"` // object: feedback loop, notification
	Locale      string          `json:"locale,omitempty"`      // language of the text: nb-NO, nn-NO, en-GB
	Importance  string          `json:"importance,omitempty"`  // "", low, normal or high
	ReplyTo     ActivityID      `json:"replyTo,omitempty"`     // the message it answers
	Typing      bool            `json:"typing,omitempty"`      // no message yet: a sign that one is being written

	Only   UserID     `json:"only,omitempty"`   // who alone sees it, in a channel or group chat; "" for everybody there
	Prompt ActivityID `json:"prompt,omitempty"` // what somebody wrote for the bot alone, to be shown above the answer
	Quote  ActivityID `json:"quote,omitempty"`  // the message of the same conversation that it answers long after

	Suggest []Suggestion `json:"suggest,omitempty"` // what to say next, below a text in a personal chat
}

// Suggestion is something to say next, offered below a text.
type Suggestion struct {
	Title string `json:"title"`
	Say   string `json:"say"`
}

// Attachment is what a message carries beside its text.
type Attachment struct {
	ContentType string          `json:"contentType"`
	ContentURL  string          `json:"contentUrl,omitempty"`
	Content     json.RawMessage `json:"content,omitzero"` // object or string
	Name        string          `json:"name,omitempty"`
}

// CardType is the content type of an Adaptive Card.
const CardType = "application/vnd.microsoft.card.adaptive"

// MaxMessage is the largest message in bytes, counted as UTF-16, as Teams counts. It takes about 100 kB and advises
// to stay below 80.
const MaxMessage = 80 << 10
