package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/infracloudio/msbotbuilder-go/connector/client"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot/message"
)

// SDK returns the connector as the client that core.BotFrameworkAdapter wants, for one call.
//
// The value keeps ctx, which nothing else in this package does: the SDK's interface takes none, and without it no
// call could be cancelled. Use it for the call at hand and let it go.
func (c *Connector) SDK(ctx context.Context) client.Client { return sdkClient{ctx: ctx, connector: c} }

// sdkClient takes the addresses from the activities and not from the URLs that the SDK makes of them: those have the
// ids unescaped, so that ".." in one changes the path, and name the wrong activity in a reply.
type sdkClient struct {
	ctx       context.Context
	connector *Connector
}

// Post sends the activity to its conversation.
func (s sdkClient) Post(_ url.URL, a schema.Activity) error {
	to := sdkAddress(a)
	body, err := encodeMessage(sdkOutgoing(a, ""))
	if err != nil {
		return refused("send", err)
	}
	_, err = s.connector.post(s.ctx, "send", to, body)
	return err
}

// Put replaces the message of the activity's id.
func (s sdkClient) Put(_ url.URL, a schema.Activity) error {
	body, err := encodeMessage(sdkOutgoing(a, message.ActivityID(a.ID)))
	if err != nil {
		return refused("update", err)
	}
	_, err = s.connector.do(s.ctx, call{
		op: "update", method: http.MethodPut, service: a.ServiceURL, body: body, again: true,
		path: []string{"v3", "conversations", a.Conversation.ID, "activities", a.ID},
	})
	return err
}

// Delete removes the message of the activity's id.
func (s sdkClient) Delete(_ url.URL, a schema.Activity) error {
	return s.connector.Delete(s.ctx, sdkAddress(a), message.ActivityID(a.ID))
}

// sdkAddress leaves a thread's mark in the id, where Conversation.Path would put it.
func sdkAddress(a schema.Activity) message.Conversation {
	return message.Conversation{ID: message.ConversationID(a.Conversation.ID), ServiceURL: a.ServiceURL}
}

// sdkOutgoing keeps of an SDK activity what a message can carry.
func sdkOutgoing(a schema.Activity, id message.ActivityID) outgoing {
	m := outgoing{
		Type: string(a.Type), ID: id, Conversation: &wireID{ID: a.Conversation.ID}, ReplyToID: message.ActivityID(a.ReplyToID),
		TextFormat: string(a.TextFormat), Text: a.Text, Summary: a.Summary, Locale: a.Locale, Importance: string(a.Importance),
	}
	if a.From.ID != "" {
		m.From = &wireID{ID: a.From.ID}
	}
	if a.Recipient.ID != "" {
		m.Recipient = &wireID{ID: a.Recipient.ID}
	}
	for _, t := range a.Attachments {
		content, err := json.Marshal(t.Content)
		if err != nil || t.Content == nil {
			content = nil
		}
		m.attachments = append(m.attachments, message.Attachment{ContentType: t.ContentType, ContentURL: t.ContentURL, Content: content, Name: t.Name})
	}
	if len(a.ChannelData) > 0 {
		m.channelData, _ = json.Marshal(a.ChannelData) // came from JSON, so it goes back
	}
	return m
}
