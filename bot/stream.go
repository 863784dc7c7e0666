package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"kjernebot/bot/message"
)

// streamPause is the least time between two parts of a streamed message; Teams takes one a second.
const streamPause = time.Second

// stream is a message that a personal chat sees growing. Here it only ever shows a status line, and then the whole
// answer at once.
type stream struct {
	id   message.ActivityID
	last time.Time // when the last part was sent
}

// streamInfo is the entity that tells Teams which part of which stream a message is.
type streamInfo struct {
	Type     string             `json:"type"`
	Kind     string             `json:"streamType"`
	ID       message.ActivityID `json:"streamId,omitempty"`
	Sequence int                `json:"streamSequence,omitempty"`
}

// Status shows a line while an answer is worked on: in a personal chat as the beginning of a streamed message that
// Reply ends, elsewhere as a sign that somebody is typing. Failing to show it fails nothing. It claims the turn, so
// that a message that is delivered twice is not worked on twice; the error is Claim's.
func (t *Turn) Status(ctx context.Context, text string) error {
	if err := t.Claim(ctx); err != nil {
		return err
	}
	r := message.Reply{Typing: true}
	streamed := t.Conversation.Kind == message.Personal && t.edits == ""
	if streamed {
		r.Text, r.Entities = text, entities(nil, streamInfo{Type: "streaminfo", Kind: "informative", Sequence: 1})
	}
	id, err := t.bot.opts.Connector.Send(ctx, t.Conversation, r)
	if err != nil {
		t.Log.LogAttrs(ctx, slog.LevelDebug, "status not shown", slog.Any("error", err))
		return nil
	}
	if streamed {
		t.stream = stream{id: id, last: time.Now()}
	}
	return nil
}

func (s stream) final(ctx context.Context, r message.Reply) message.Reply {
	if wait := streamPause - time.Since(s.last); wait > 0 {
		sleep(ctx, wait, 0)
	}
	r.Entities = entities(r.Entities, streamInfo{Type: "streaminfo", Kind: "final", ID: s.id})
	r.ReplyTo = ""
	return r
}

// streamRefused reports whether Teams would not take the end of a stream, which the person may have stopped or which
// took too long. The same message without the stream is taken.
func streamRefused(err error) bool {
	return toldBy(err) == http.StatusForbidden || toldBy(err) == http.StatusBadRequest
}

// entities adds one to a list of entities that is JSON already.
func entities(list json.RawMessage, one any) json.RawMessage {
	list = bytes.TrimSpace(list)
	if len(list) < len("[x]") {
		return slices.Concat([]byte("["), encode(one), []byte("]"))
	}
	return slices.Concat(list[:len(list)-1], []byte(","), encode(one), []byte("]"))
}
