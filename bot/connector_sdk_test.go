package bot_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/infracloudio/msbotbuilder-go/core"
	"github.com/infracloudio/msbotbuilder-go/core/activity"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// TestConnectorInAdapter: the SDK's own way of answering goes through our client.
func TestConnectorInAdapter(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	adapter := core.BotFrameworkAdapter{Client: c.SDK(t.Context())}
	incoming := schema.Activity{
		Type: schema.Message, ID: "17", ServiceURL: fake.ServiceURL(), ChannelID: "msteams", Text: "Hei",
		From: schema.ChannelAccount{ID: bottest.UserID, Name: "Kari Nordmann"}, Recipient: schema.ChannelAccount{ID: bottest.BotID},
		Conversation: schema.ConversationAccount{ID: "19:a@thread.tacv2;messageid=17"},
	}
	handler := activity.HandlerFuncs{OnMessageFunc: func(turn *activity.TurnContext) (schema.Activity, error) {
		return turn.SendActivity(activity.MsgOptionText("Svar"), activity.MsgOptionAttachments([]schema.Attachment{
			{ContentType: message.CardType, Content: map[string]any{"type": "AdaptiveCard"}},
		}))
	}}
	if err := adapter.ProcessActivity(t.Context(), incoming, handler); err != nil {
		t.Fatal(err)
	}
	sent := fake.Sent()
	if len(sent) != 1 || sent[0].Conversation != "19:a@thread.tacv2;messageid=17" {
		t.Fatalf("sent %+v", sent)
	}
	want := `{"type":"message","from":{"id":"` + bottest.BotID + `"},"recipient":{"id":"` + bottest.UserID + `"},` +
		`"conversation":{"id":"19:a@thread.tacv2;messageid=17"},"replyToId":"17","text":"Svar",` +
		`"attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard"}}]}`
	if diff := cmp.Diff(want, string(sent[0].Body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	changed := schema.Activity{
		Type: schema.Message, ID: sent[0].ID, ServiceURL: fake.ServiceURL(), Text: "Rettet",
		Conversation: schema.ConversationAccount{ID: sent[0].Conversation},
	}
	if err := adapter.UpdateActivity(t.Context(), changed); err != nil {
		t.Error(err)
	}
	ref := schema.ConversationReference{ServiceURL: fake.ServiceURL(), Conversation: schema.ConversationAccount{ID: sent[0].Conversation}}
	if err := adapter.DeleteActivity(t.Context(), sent[0].ID, ref); err != nil {
		t.Error(err)
	}
	if got := fake.Sent()[0]; got.Versions != 2 || !got.Deleted {
		t.Errorf("after update and deletion: %+v", got)
	}
}

func TestConnectorInAdapterEndsWithItsContext(t *testing.T) {
	fake := bottest.NewConnector(t)
	c := newConnector(t, fake)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	response := activity.DefaultResponse{Client: c.SDK(ctx)}
	err := response.SendActivity(schema.Activity{Type: schema.Message, Text: "Hei", ServiceURL: fake.ServiceURL(), Conversation: schema.ConversationAccount{ID: "a:chat"}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}
