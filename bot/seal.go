package bot

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"hash"
	"maps"
	"strings"
	"sync/atomic"
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
	last   atomic.Pointer[monthKey]
}

// NewSeal makes a Seal of a secret of at least 32 bytes that all replicas share. now is nil for time.Now.
func NewSeal(master []byte, now func() time.Time) *Seal {
	return &Seal{master: master, now: clockOr(now)}
}

// monthKey is the key of a month.
type monthKey struct {
	month string
	key   []byte
}

// under is a MAC with the key of a month, to be used again for each button of a card. Of the keys the last is kept.
func (s *Seal) under(month string) hash.Hash {
	k := s.last.Load()
	if k == nil || k.month != month {
		h := hmac.New(sha256.New, s.master)
		h.Write([]byte("buttons " + month))
		k = &monthKey{month: month, key: h.Sum(nil)}
		s.last.Store(k)
	}
	return hmac.New(sha256.New, k.key)
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
// encoding has the mark that is looked for: in a text every quotation mark has a backslash before it.
func (s *Seal) Card(where message.ConversationID, card []byte) []byte {
	return s.appendCard(nil, where, card)
}

// appendCard appends what Card gives. A nil Seal seals nothing.
func (s *Seal) appendCard(out []byte, where message.ConversationID, card []byte) []byte {
	if s == nil {
		return append(out, card...)
	}
	mark := []byte(message.SealedMark)
	month, key := "", hash.Hash(nil)
	for i := bytes.Index(card, mark); i >= 0; i = bytes.Index(card, mark) {
		if key == nil {
			month = s.now().UTC().Format(sealMonth)
			key = s.under(month)
		}
		start := i + len(mark)
		end := start + objectEnd(card[start:])
		out = append(append(out, card[:start]...), '"')
		out = append(append(out, month...), '.')
		out = append(base64.RawURLEncoding.AppendEncode(out, card[start:end]), '.')
		out = append(base64.RawURLEncoding.AppendEncode(out, mac(key, where, card[start:end])), '"')
		card = card[end:]
	}
	return append(out, card...)
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
		inner, asked, alone := s.unsealAt(where, path[1:], inner)
		members[path[0]] = inner
		return object(members), asked, alone
	}
	sealed, ok := members[message.SealedName]
	if !ok {
		return value, false, false
	}
	delete(members, message.SealedName)
	text, err := strictjson.Read[string](sealed)
	if err != nil {
		return object(members), false, false
	}
	payload, ok := s.open(where, text)
	if !ok {
		payload, alone = s.open(where+onlyMark, text)
	}
	if !ok && !alone {
		return object(members), false, false
	}
	carried, err := strictjson.Read[map[string]json.RawMessage](payload)
	if err != nil {
		return object(members), false, false
	}
	maps.Copy(members, carried)
	return object(members), true, alone
}

// object encodes members, which have all been read from JSON.
func object(members map[string]json.RawMessage) json.RawMessage {
	raw, err := json.Marshal(members)
	if err != nil {
		return json.RawMessage("{}")
	}
	return raw
}
