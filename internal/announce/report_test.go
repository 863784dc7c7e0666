package announce

import (
	"testing"
	"time"

	"kjernebot/internal/outbox"
)

func TestReasonOfACopy(t *testing.T) {
	at := time.Date(2026, 11, 24, 13, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		copied Copy
		want   string
	}{
		{Copy{State: outbox.Sent, Code: "429"}, ""},
		{Copy{State: outbox.Pending}, ""},
		{Copy{State: outbox.Pending, Code: "Throttled", NotBefore: at}, "Teams har det travelt; prøver igjen kl. 14.05"},
		{Copy{State: outbox.Failed, Code: "ConversationBlockedByUser"}, "Mottakeren har blokkert Kjernebot"},
		{Copy{State: outbox.Failed, Code: "BotDisabledByAdmin"}, "Kjernebot er slått av av administratoren hos mottakeren"},
		{Copy{State: outbox.Failed, Code: "500"}, "Teams svarte med en feil (500)"},
		{Copy{State: outbox.Uncertain, Code: outbox.ReasonConnection},
			"Forbindelsen til Teams ble brutt; meldingen kan ha kommet fram"},
		{Copy{State: outbox.Failed, Doing: outbox.Delete, Code: "403"},
			"Kunne ikke slettes: Teams slipper ikke Kjernebot til i samtalen"},
		{Copy{State: outbox.Failed, Doing: outbox.Update, Code: CodeNoID},
			"Kunne ikke rettes: Kan ikke endres, fordi Teams ikke oppga hvilken melding det er"},
		{Copy{State: outbox.Cancelled, Doing: outbox.Delete, Code: CodeWithdrawn}, "Trukket tilbake"},
	} {
		if got := c.copied.Reason(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.copied, got, c.want)
		}
	}
}
