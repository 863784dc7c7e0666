package dialogue

import (
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/intent"
	"kjernebot/knowledge"
)

const (
	// memoryTime is how long a conversation's topic counts for a short follow-up.
	memoryTime = 15 * time.Minute
	// maxMemory bounds the conversations remembered, and maxQuestion what is kept of a question, in bytes: 20 MB at the
	// very most, 5 MB as people write.
	maxMemory   = 10_000
	maxQuestion = 2000
)

// Memory keeps what each person's conversation was about last, so that «og farmasøyter?» is understood and a thumb down
// is known to be about something. It is in this process only and short: a replica that has not seen the question
// answers as if it were new.
type Memory struct {
	now    func() time.Time
	topics *lru.Cache[memoryKey, Remembered]
}

type memoryKey struct {
	tenant       message.TenantID
	conversation message.ConversationID
	thread       message.ActivityID
	user         message.UserID
}

// Remembered is what a conversation was about last.
type Remembered struct {
	Topic    knowledge.TopicID
	Question string              // what was asked; it has passed the Guard
	Lang     knowledge.Lang      // of the answer
	answer   message.ActivityID  // the message that answered
	Offers   []knowledge.Topic   // what was asked about last, when the bot asked
	Figures  *intent.Recognition // the figures that were asked for, when it was figures
	Declined string              // the last question that was declined; it has passed the Guard
	disliked bool                // a dislike has been noted
	at       time.Time
}

// NewMemory makes an empty one.
func NewMemory(now func() time.Time) *Memory {
	topics, _ := lru.New[memoryKey, Remembered](maxMemory) // fails without a size only
	return &Memory{now: now, topics: topics}
}

func keyOf(t *bot.Turn) memoryKey {
	return memoryKey{tenant: t.Person.Tenant, conversation: t.Conversation.ID, thread: t.Conversation.Thread, user: t.User}
}

// Last is what the conversation was about last; false when that was nothing, or too long ago.
func (m *Memory) Last(t *bot.Turn) (Remembered, bool) {
	r, ok := m.topics.Get(keyOf(t))
	if !ok || m.now().Sub(r.at) > memoryTime {
		return Remembered{}, false
	}
	return r, true
}

// Answer is what a rated message answered: the last answer in the conversation, unless Teams names another one.
func (m *Memory) Answer(t *bot.Turn) Remembered {
	r, ok := m.Last(t)
	if !ok || t.ReplyTo != "" && r.answer != "" && t.ReplyTo != r.answer {
		return Remembered{Lang: knowledge.Bokmal}
	}
	return r
}

// Dislike notes that a rated message was disliked; false when that has been noted already.
func (m *Memory) Dislike(t *bot.Turn) (Remembered, bool) {
	r := m.Answer(t)
	if r.disliked {
		return r, false
	}
	if last, ok := m.topics.Peek(keyOf(t)); ok && !r.at.IsZero() {
		last.disliked = true
		m.topics.Add(keyOf(t), last)
	}
	return r, true
}

// Note remembers what an answer or figures were about. Other outcomes leave the topic as it was: a thanks does not
// change the subject.
func (m *Memory) Note(t *bot.Turn, out Outcome, question string) {
	switch {
	case out.Asked != nil:
		m.put(t, Remembered{Figures: out.Asked, Lang: out.Lang})
	case out.Kind == KindDecline:
		last, _ := m.Last(t)
		last.Declined, last.Lang = question, out.Lang
		m.put(t, last)
	case out.Rated: // the reason is given below the question for it
		last, _ := m.Last(t)
		last.answer = t.Sent()
		m.put(t, last)
	case out.Kind == KindSuggest:
		last, _ := m.Last(t) // the choice is beside the subject, not in its place
		last.Offers, last.Lang = out.Suggestions, out.Lang
		m.put(t, last)
	case out.Kind == KindAnswer && len(out.Topics) > 0:
		m.put(t, Remembered{Topic: out.Topics[0].ID, Question: question, Lang: out.Lang, answer: t.Sent()})
	}
}

func (m *Memory) put(t *bot.Turn, r Remembered) {
	r.at = m.now()
	r.Question = strings.ToValidUTF8(r.Question[:min(len(r.Question), maxQuestion)], "")
	r.Declined = strings.ToValidUTF8(r.Declined[:min(len(r.Declined), maxQuestion)], "")
	m.topics.Add(keyOf(t), r)
}
