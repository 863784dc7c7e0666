package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"kjernebot/bot/message"
)

// TurnKind is what happened.
type TurnKind string

// The kinds of turn that a handler sees. Everything else that Teams sends is bookkeeping of this package, or ignored.
const (
	TurnMessage   TurnKind = "message"   // a person wrote to the bot
	TurnEdit      TurnKind = "edit"      // a person changed a message; the answer given is updated
	TurnSubmit    TurnKind = "submit"    // a person clicked a button or sent a form of a card (Action.Submit)
	TurnInvoke    TurnKind = "invoke"    // a request that is answered in the HTTP response, see Respond
	TurnInstalled TurnKind = "installed" // the bot was added: once a chat or channel
)

// Turn is one thing that happened in Teams and the ways to answer it. It is used by one goroutine and ends with the
// handler's return.
type Turn struct {
	Kind         TurnKind
	Person       message.Person       // who did it
	User         message.UserID       // the same as this bot sees them, to write to; it identifies nobody
	Stranger     bool                 // Teams says that the person is of another tenant than the conversation
	Conversation message.Conversation // where; in a channel with the thread
	Activity     message.ActivityID
	ReplyTo      message.ActivityID // the message that a button or an invoke belongs to, else ""
	Name         string             // what the person is called; for display only, never to tell who it is
	Text         string             // what the person wrote, see Activity.PlainText
	Data         json.RawMessage    // of a card's button or an invoke; any JSON
	Asked        bool               // Data is what a button carries that this bot sent here; anything else may be made up
	Invoke       string             // the name of an invoke, such as adaptiveCard/action
	Files        []File             // what the person attached, beside the text itself
	Log          *slog.Logger       // carries ids, never texts
	About        string             // what it was about, for metrics and the log: one of a few words, set by the handler

	// Alone is set where the answer is for the person alone, though others read the conversation: by the handler, and
	// from the start where Unseen is.
	Alone  bool
	Unseen bool // Teams showed what the person wrote to nobody else

	bot     *Bot
	key     message.TurnKey
	edits   message.ActivityID // the answer that this turn replaces
	sent    message.ActivityID // the last message that this turn sent or replaced
	claimed bool
	spoken  bool   // something was sent that a person may have read
	stream  stream // what Status has begun

	responded bool // to an invoke
	response  any  // the body; nil for an empty one
}

// Handler does what a turn asks for. What it returns is turned into a status, a log line and, where the person would
// otherwise hear nothing, an apology (finish.go).
type Handler interface {
	Handle(ctx context.Context, t *Turn) error
}

// errDuplicate stops a turn whose message has been answered already, here or by another replica.
var errDuplicate = errors.New("already answered")

// Claim takes the right to answer this activity. Reply does it by itself; a handler that changes something durable
// before it replies calls Claim first, so that a message that is delivered twice changes it once.
func (t *Turn) Claim(ctx context.Context) error {
	if t.claimed {
		return nil
	}
	first, err := t.bot.ledger.take(ctx, t.key)
	if err != nil {
		return err
	}
	if !first {
		return errDuplicate
	}
	t.claimed = true
	return nil
}

// Respond sets the answer to an invoke: the body of the HTTP response as JSON, or an empty one for nil. An invoke
// that no handler responds to is answered with 501.
func (t *Turn) Respond(body any) { t.responded, t.response = true, body }

// RespondCard answers an Action.Execute with a card, which that person sees in the place of the one that asked.
func (t *Turn) RespondCard(r message.Reply) {
	card := whole(t.bot.opts.Sender.suited(t.Conversation, r))
	t.Respond(map[string]any{"statusCode": 200, "type": message.CardType, "value": json.RawMessage(card)})
}

// Reply answers in the conversation, in the thread it was asked in, or the person alone if the turn says so. For an
// edited message it replaces the answer given before. When Teams asks to wait longer than a turn lasts, the reply is
// stored and sent later, and that is no error.
func (t *Turn) Reply(ctx context.Context, r message.Reply) error {
	r.ReplyTo = t.Activity
	if err := t.Claim(ctx); err != nil {
		return err
	}
	t.spoken = true
	to := t.Conversation
	if t.Alone && to.Kind != message.Personal {
		to.User, to.Object = t.User, t.Person.Object
		if r.Only = t.User; r.Only == "" { // nobody whom Teams could show it to
			r = t.bot.opts.Sender.Told(r.Locale, false)
		} else if t.Unseen {
			r.Prompt = t.Activity
		}
	}
	return t.put(ctx, to, r)
}

func (t *Turn) put(ctx context.Context, to message.Conversation, r message.Reply) error {
	if t.edits != "" && (r.Only == "" || t.bot.opts.Sender.Here) {
		err := t.bot.update(ctx, to, t.edits, r)
		switch {
		case err == nil:
			t.sent = t.edits
			return nil
		case errors.Is(err, message.ErrLater):
			return t.giveBack(ctx, err) // changes are not stored for later
		case !TurnedDown(err):
			return err
		}
		// The answer was deleted meanwhile, or others see it; a new one is what the person expects.
	}
	if t.stream.id == "" {
		return t.bot.send(ctx, t, to, r, r)
	}
	if wait := streamPause - time.Since(t.stream.last); wait > 0 {
		sleep(ctx, wait, 0)
	}
	final := r
	final.Entities = entities(r.Entities, entity{Type: "streaminfo", Kind: "final", Stream: t.stream.id})
	final.ReplyTo = ""
	err := t.bot.send(ctx, t, to, final, r)
	// The person may have stopped the stream, or it took too long. The same message without it is taken.
	if t.stream = (stream{}); TurnedDown(err) {
		return t.bot.send(ctx, t, to, r, r)
	}
	return err
}

// giveBack releases the claim, because the person has got nothing that a second delivery would repeat.
func (t *Turn) giveBack(ctx context.Context, cause error) error {
	ctx, cancel := reserve(ctx)
	defer cancel()
	return errors.Join(cause, t.bot.ledger.Release(ctx, t.key))
}

// Sent is the message that the last Reply became, "" when that is not known (yet).
func (t *Turn) Sent() message.ActivityID { return t.sent }

// Replace changes a message that the bot has sent in this conversation, such as the card that a button belongs to.
func (t *Turn) Replace(ctx context.Context, id message.ActivityID, r message.Reply) error {
	if err := t.Claim(ctx); err != nil {
		return err
	}
	t.spoken = true
	where := t.Conversation
	if where.Thread == id {
		where.Thread = "" // the message that begins a thread stands in the channel itself
	}
	if t.Alone && where.Kind != message.Personal {
		r.Only = t.User // it stands on a card that they alone see
	}
	return t.bot.update(ctx, where, id, r)
}

const (
	sendReserve = 2 * time.Second        // of a turn's time, for storing a reply that could not be sent
	firstPause  = 250 * time.Millisecond // before the second try; doubles, with jitter, unless the service names another
	repeatMost  = 3                      // times that a message is sent once more that may have arrived
	streamPause = time.Second            // the least between two parts of a streamed message; Teams takes one a second
)

// send posts now. If the turn's time is up before Teams takes it, later is stored: the same reply, but never the end of
// a stream, which Teams may have ended by then.
func (b *Bot) send(ctx context.Context, t *Turn, to message.Conversation, now, later message.Reply) error {
	var id message.ActivityID
	wait, err := insist(ctx, func() (err error) {
		id, err = b.opts.Sender.Send(ctx, to, now)
		return err
	})
	switch {
	case err == nil:
		t.sent = id
		if id != "" {
			// Nobody waits for it, and when it is lost an edited message gets a new answer instead of a changed one.
			t.After(ctx, "record answer", func(ctx context.Context) error { return b.ledger.Answered(ctx, t.key, id) })
		}
		return nil
	case errors.Is(err, message.ErrLater):
		return b.postpone(ctx, t, to, later, wait, err)
	}
	return err
}

func (b *Bot) update(ctx context.Context, to message.Conversation, id message.ActivityID, r message.Reply) error {
	_, err := insist(ctx, func() error { return b.opts.Sender.Update(ctx, to, id, r) })
	return err
}

// insist makes a call again and again while it ends in ErrLater and the turn has time, and repeatMost times when it
// ends in ErrUncertain: somebody waits for the answer. When the time is up wait is how long to leave the service alone.
func insist(ctx context.Context, do func() error) (wait time.Duration, err error) {
	repeated := 0
	for pause := firstPause; ; pause *= 2 {
		err = do()
		switch {
		case errors.Is(err, message.ErrLater):
		case errors.Is(err, message.ErrUncertain) && repeated < repeatMost:
			repeated++
		default:
			return 0, err
		}
		wait = pause/2 + rand.N(pause)
		if failed, ok := errors.AsType[*message.SendError](err); ok && failed.RetryAfter > 0 {
			wait = failed.RetryAfter
		}
		if !sleep(ctx, wait, sendReserve) {
			return wait, err
		}
	}
}

// postpone stores the reply. When even that fails the claim is given back, so that a second delivery is answered.
func (b *Bot) postpone(
	ctx context.Context, t *Turn, to message.Conversation, r message.Reply, wait time.Duration, cause error,
) error {
	ctx, cancel := reserve(ctx)
	defer cancel()
	if err := b.ledger.Postpone(ctx, t.key, to, r, time.Now().Add(wait)); err != nil {
		return t.giveBack(ctx, errors.Join(cause, err))
	}
	t.Log.LogAttrs(ctx, slog.LevelWarn, "reply postponed", slog.Duration("wait", wait), slog.Any("cause", cause))
	return nil
}

// reserve is time for what must be done though the turn's own may be up.
func reserve(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), sendReserve)
}

// sleep waits, unless that would leave less than the rest of the time; it reports whether it waited to the end.
func sleep(ctx context.Context, wait, rest time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end)-wait < rest {
		return false
	}
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	}
}

// stream is a message that a personal chat sees growing. Here it only ever shows a status line, and then the whole
// answer at once.
type stream struct {
	id   message.ActivityID
	last time.Time // when the last part was sent
}

// Status shows a line while an answer is worked on: in a personal chat as the beginning of a streamed message that
// Reply ends, elsewhere as a sign that somebody is typing. Failing to show it fails nothing. It claims the turn, so
// that a message that is delivered twice is not worked on twice; the error is Claim's.
func (t *Turn) Status(ctx context.Context, text string) error {
	if err := t.Claim(ctx); err != nil {
		return err
	}
	r := message.Reply{Typing: true}
	streamed := t.Conversation.Kind == message.Personal && t.edits == "" && t.bot.opts.Sender.opts.Uses("streaming")
	if streamed {
		r.Text, r.Entities = text, entities(nil, entity{Type: "streaminfo", Kind: "informative", Sequence: 1})
	}
	id, err := t.bot.opts.Sender.Send(ctx, t.Conversation, r)
	if err != nil {
		t.Log.LogAttrs(ctx, slog.LevelDebug, "status not shown", slog.Any("error", err))
		return nil
	}
	if streamed {
		t.stream = stream{id: id, last: time.Now()}
	}
	return nil
}

// entity says what else a message is: a part of a stream, an answer to one that its writer alone sees, or a quotation.
type entity struct {
	Type     string             `json:"type,omitempty"`
	Kind     string             `json:"streamType,omitempty"`
	Stream   message.ActivityID `json:"streamId,omitempty"`
	Sequence int                `json:"streamSequence,omitzero"`
	Message  message.ActivityID `json:"messageId,omitempty"`
	Quoted   *entity            `json:"quotedReply,omitempty"`
}

// entities adds one to a list of entities that is JSON already.
func entities(list json.RawMessage, one entity) json.RawMessage {
	list = bytes.TrimSpace(list)
	if len(list) < len("[x]") {
		return slices.Concat([]byte("["), encode(one), []byte("]"))
	}
	return slices.Concat(list[:len(list)-1], []byte(","), encode(one), []byte("]"))
}
