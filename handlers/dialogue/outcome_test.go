package dialogue

import (
	"encoding/json"
	"reflect"
	"testing"

	"kjernebot/knowledge"
)

// TestButtons: a button has its topic and its language; what no button of ours sends is none.
func TestButtons(t *testing.T) {
	for _, tc := range []struct {
		data string
		want Button
		ok   bool
	}{
		{`{"v":1,"op":"topic","topic":"steg-3-eid","lang":"nn"}`,
			Button{Version: 1, Op: OpTopic, Topic: "steg-3-eid", Lang: knowledge.Nynorsk}, true},
		{`{"v":1,"op":"topic","topic":"steg-3-eid","lang":"xx"}`,
			Button{Version: 1, Op: OpTopic, Topic: "steg-3-eid", Lang: knowledge.Bokmal}, true},
		{`{"v":2,"op":"topic"}`, Button{}, false},
		{`{"op":"topic"}`, Button{}, false},
		{`"ja"`, Button{}, false},
		{`[1]`, Button{}, false},
		{``, Button{}, false},
		{`{"v":"1"}`, Button{}, false},
	} {
		if got, ok := ReadButton(json.RawMessage(tc.data)); ok != tc.ok || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %+v %v, want %+v %v", tc.data, got, ok, tc.want, tc.ok)
		}
	}
}
