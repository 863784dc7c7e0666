package bot

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/json/jsontext"
	"hash"
	"maps"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/strictjson"
)

const (
	sealAge    = 13        // months that a button counts, so that a card of last autumn works and no key lives for ever
	sealMonth  = "2006-01" // names the key of a month
	sealLength = 16        // bytes of the MAC that travel: nobody can try often enough to hit 128 bits
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
	return &Seal{master: master, now: clockOr(now)}
}

// under is a MAC with the key of a month, to be used again for each button of a card.
func (s *Seal) under(month string) hash.Hash {
	key := hmac.New(sha256.New, s.master)
	key.Write([]byte("buttons " + month))
	return hmac.New(sha256.New, key.Sum(nil))
}

// mac is over what a button carries and where.
func mac(h hash.Hash, where message.ConversationID, payload []byte) []byte {
	h.Reset()
	h.Write([]byte(where))
	h.Write([]byte{0})
	h.Write(payload)
	return h.Sum(nil)[:sealLength]
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
	given, err2 := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	ok = err1 == nil && err2 == nil && hmac.Equal(given, mac(s.under(parts[0]), where, payload))
	return payload, ok
}

// Card seals every message.Sealed in the JSON of a card: month, payload and MAC with dots between. Only its own
// encoding has the mark that is looked for: in a text every quotation mark has a backslash before it. A nil Seal seals
// nothing.
func (s *Seal) Card(where message.ConversationID, card []byte) []byte {
	mark := []byte(message.SealedMark)
	if s == nil || !bytes.Contains(card, mark) {
		return card
	}
	month := s.now().UTC().Format(sealMonth)
	key := s.under(month)
	out := make([]byte, 0, 2*len(card))
	for {
		before, after, found := bytes.Cut(card, mark)
		out = append(out, before...)
		if !found {
			return out
		}
		out = append(out, mark...)
		d := jsontext.NewDecoder(bytes.NewBuffer(after), jsontext.AllowInvalidUTF8(true))
		payload, err := d.ReadValue()
		if err != nil {
			return append(out, after...) // no card of ours
		}
		out = append(out, '"')
		out = append(append(out, month...), '.')
		out = append(base64.RawURLEncoding.AppendEncode(out, payload), '.')
		out = append(base64.RawURLEncoding.AppendEncode(out, mac(key, where, payload)), '"')
		card = after[d.InputOffset():]
	}
}

// sealedPaths are where the data of a button stands in the value of an activity, by the name of the invoke.
var sealedPaths = map[string][]string{
	"":                    {},
	"adaptiveCard/action": {"action", "data"},
	"task/fetch":          {"data"},
	"task/submit":         {"data"},
	invokeConsent:         {"context"},
}

// unseal puts what a button carries in the place of its seal, with what was written in the fields of the card beside
// it; a field cannot take the place of what the button carries. asked is false, and the seal gone, when the bot did not
// ask for this here; alone says that it asked one person, on a card that nobody else sees.
func (s *Seal) unseal(where message.ConversationID, invoke string, value json.RawMessage) (_ json.RawMessage,
	asked, alone bool) {
	path, known := sealedPaths[invoke]
	if !known || !bytes.Contains(value, []byte(message.SealedMark[:len(message.SealedMark)-1])) {
		return value, false, false // what has no seal, or one whose name is spelled otherwise, is not taken apart
	}
	return s.unsealAt(where, path, value)
}

// onlyMark follows the conversation in the seals of a card that one person alone sees, so that what comes of its
// buttons is shown to that person alone too: a click does not say which kind of message it was made on.
const onlyMark = "\x00only"

func (s *Seal) unsealAt(where message.ConversationID, path []string, value json.RawMessage) (
	_ json.RawMessage, asked, alone bool) {
	members, err := strictjson.Read[map[string]json.RawMessage](value)
	if err != nil || members == nil {
		return value, false, false
	}
	if len(path) > 0 {
		inner, ok := members[path[0]]
		if !ok {
			return value, false, false
		}
		members[path[0]], asked, alone = s.unsealAt(where, path[1:], inner)
		return encode(members), asked, alone
	}
	sealed, ok := members[message.SealedName]
	if !ok {
		return value, false, false
	}
	delete(members, message.SealedName)
	text, _ := strictjson.Read[string](sealed) // "" for what is no string
	payload, asked := s.open(where, text)
	if !asked {
		payload, alone = s.open(where+onlyMark, text)
	}
	carried, err := strictjson.Read[map[string]json.RawMessage](payload)
	if !asked && !alone || err != nil {
		return encode(members), false, false
	}
	maps.Copy(members, carried)
	return encode(members), true, alone
}
