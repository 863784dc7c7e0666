package dialogue

import (
	"sync"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/intent"
	"kjernebot/knowledge"
)

const (
	// memoryTime is how long a conversation's topic counts for a short follow-up.
	memoryTime = 15 * time.Minute
	// maxMemory bounds the conversations remembered; at 500 bytes each this is about 5 MB.
	maxMemory = 10_000
)

// Memory keeps what each person's conversation was about last, so that «og farmasøyter?» is understood and a thumb down
// is known to be about something. It is in this process only and short: a replica that has not seen the question answers
// as if it were new.
type Memory struct {
	now func() time.Time

	mu     sync.Mutex
	topics map[memoryKey]remembered
}

type memoryKey struct {
	tenant       message.TenantID
	conversation message.ConversationID
	thread       message.ActivityID
	user         message.UserID
}

type remembered struct {
	Topic    knowledge.TopicID
	Question string              // what was asked; it has passed the Guard
	Lang     knowledge.Lang      // of the answer
	answer   message.ActivityID  // the message that answered
	Figures  *intent.Recognition // the figures that were asked for, when it was figures
	at       time.Time
}

func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, topics: map[memoryKey]remembered{}}
}

func keyOf(t *bot.Turn) memoryKey {
	return memoryKey{tenant: t.Person.Tenant, conversation: t.Conversation.ID, thread: t.Conversation.Thread, user: t.User}
}

// Last is what the conversation was about last; false when that was nothing, or too long ago.
func (m *Memory) Last(t *bot.Turn) (remembered, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.topics[keyOf(t)]
	if !ok || m.now().Sub(r.at) > memoryTime {
		return remembered{}, false
	}
	return r, true
}

// Answer is what a rated message answered: the last answer in the conversation, unless Teams names another one.
func (m *Memory) Answer(t *bot.Turn) remembered {
	r, ok := m.Last(t)
	if !ok || t.ReplyTo != "" && r.answer != "" && t.ReplyTo != r.answer {
		return remembered{Lang: knowledge.Bokmal}
	}
	return r
}

// Note remembers what an answer or figures were about. Other outcomes leave the topic as it was: a thanks does not change the subject.
func (m *Memory) Note(t *bot.Turn, out Outcome, question string) {
	if out.Asked != nil {
		m.put(t, remembered{Figures: out.Asked, Lang: out.Lang})
		return
	}
	if out.Kind != KindAnswer || len(out.Topics) == 0 {
		return
	}
	m.put(t, remembered{Topic: out.Topics[0].ID, Question: question, Lang: out.Lang, answer: t.Sent()})
}

func (m *Memory) put(t *bot.Turn, r remembered) {
	r.at = m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.topics) >= maxMemory {
		m.dropOld()
	}
	m.topics[keyOf(t)] = r
}

// dropOld makes room: what is out of date goes, and everything when that is not enough.
func (m *Memory) dropOld() {
	for k, r := range m.topics {
		if m.now().Sub(r.at) > memoryTime {
			delete(m.topics, k)
		}
	}
	if len(m.topics) >= maxMemory {
		clear(m.topics)
	}
}
