package bot

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/strictjson"
)

const (
	// sealAge is how many months a button counts, so that a card of last autumn still works and no key lives for ever.
	sealAge = 13
	// sealMonth names the key of a month.
	sealMonth = "2006-01"
	// sealLength is how much of the MAC travels, in bytes: nobody can try often enough to hit 128 bits.
	sealLength = 16
)

// Seal tells what the bot sent from what somebody made up. What a button carries (message.Sealed) leaves as text with a
// MAC over it, the month and the conversation, and comes back so: a click counts only for what the bot put on a card of
// this very conversation. All replicas have the same master secret; the key of each month is derived from it.
type Seal struct {
	master []byte
	now    func() time.Time
}

// NewSeal makes a Seal of a secret of at least 32 bytes that all replicas share. now is nil for time.Now.
func NewSeal(master []byte, now func() time.Time) *Seal {
	if now == nil {
		now = time.Now
	}
	return &Seal{master: master, now: now}
}

// mac is over what a button carries and where.
func (s *Seal) mac(month string, where message.ConversationID, payload []byte) []byte {
	key := hmac.New(sha256.New, s.master)
	key.Write([]byte("buttons " + month))
	h := hmac.New(sha256.New, key.Sum(nil))
	h.Write([]byte(where))
	h.Write([]byte{0})
	h.Write(payload)
	return h.Sum(nil)[:sealLength]
}

// text is the payload as it travels: month, payload and MAC with dots between.
func (s *Seal) text(where message.ConversationID, payload []byte) string {
	month := s.now().UTC().Format(sealMonth)
	encode := base64.RawURLEncoding.EncodeToString
	return month + "." + encode(payload) + "." + encode(s.mac(month, where, payload))
}

// open gives back the payload; ok is false for what this bot did not seal for the conversation, or too long ago.
func (s *Seal) open(where message.ConversationID, text string) (payload []byte, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, false
	}
	month, err := time.Parse(sealMonth, parts[0])
	if err != nil || month.AddDate(0, sealAge, 0).Before(s.now()) {
		return nil, false
	}
	payload, err1 := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	mac, err2 := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	ok = err1 == nil && err2 == nil && hmac.Equal(mac, s.mac(parts[0], where, payload))
	return payload, ok
}

// Card seals every message.Sealed in the JSON of a card. Only its own encoding has the mark that is looked for: in a
// text every quotation mark has a backslash before it.
func (s *Seal) Card(where message.ConversationID, card []byte) []byte {
	mark := []byte(message.SealedMark)
	var out []byte
	for {
		i := bytes.Index(card, mark)
		switch {
		case i < 0 && out == nil:
			return card
		case i < 0:
			return append(out, card...)
		}
		start := i + len(mark)
		end := start + objectEnd(card[start:])
		out = append(out, card[:start]...)
		out = append(out, '"')
		out = append(out, s.text(where, card[start:end])...)
		out = append(out, '"')
		card = card[end:]
	}
}

// objectEnd is where the JSON object ends that text begins with.
func objectEnd(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// sealedPaths are where the data of a button stands in the value of an activity, by the name of the invoke.
var sealedPaths = map[string][]string{
	"":                    {},
	"adaptiveCard/action": {"action", "data"},
	"task/fetch":          {"data"},
	"task/submit":         {"data"},
	invokeConsent:         {"context"},
}

// unseal puts what a button carries in the place of its seal, with what was written in the fields of the card beside it;
// a field cannot take the place of what the button carries. asked is false, and the seal gone, when the bot did not ask
// for this here.
func (s *Seal) unseal(where message.ConversationID, invoke string, value json.RawMessage) (_ json.RawMessage, asked bool) {
	path, known := sealedPaths[invoke]
	if !known {
		return value, false
	}
	return s.unsealAt(where, path, value)
}

func (s *Seal) unsealAt(where message.ConversationID, path []string, value json.RawMessage) (json.RawMessage, bool) {
	members, err := strictjson.Read[map[string]json.RawMessage](value)
	if err != nil || members == nil {
		return value, false
	}
	if len(path) > 0 {
		inner, ok := members[path[0]]
		if !ok {
			return value, false
		}
		inner, asked := s.unsealAt(where, path[1:], inner)
		members[path[0]] = inner
		return object(members), asked
	}
	sealed, ok := members[message.SealedName]
	if !ok {
		return value, false
	}
	delete(members, message.SealedName)
	text, err := strictjson.Read[string](sealed)
	if err != nil {
		return object(members), false
	}
	payload, ok := s.open(where, text)
	if !ok {
		return object(members), false
	}
	carried, err := strictjson.Read[map[string]json.RawMessage](payload)
	if err != nil {
		return object(members), false
	}
	maps.Copy(members, carried)
	return object(members), true
}

// object encodes members, which have all been read from JSON.
func object(members map[string]json.RawMessage) json.RawMessage {
	raw, err := json.Marshal(members)
	if err != nil {
		return json.RawMessage("{}")
	}
	return raw
}
