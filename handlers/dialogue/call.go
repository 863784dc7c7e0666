package dialogue

import (
	"encoding/json"

	"kjernebot/bot"
	"kjernebot/internal/members"
	"kjernebot/knowledge"
)

// Call is one thing that a person asks of a dialogue: the turn, with what the router has found out about it.
type Call struct {
	*bot.Turn
	Lang    knowledge.Lang  // of the reply
	Request Request         // what somebody wrote; zero for a click
	Button  Button          // the one that was clicked; zero for a message
	Form    json.RawMessage // all that came with the click: what the button carries and the fields of a form
	Access  members.Access  // what the person may do; without rights where the route asks for none
}

// Value is what somebody wrote in a field of a form.
func (c *Call) Value(field string) string { return FormValue(c.Form, field) }
