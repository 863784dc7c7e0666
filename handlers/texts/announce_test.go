package texts

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestCoordinatorsReadBokmal: every text is there, in plain bokmål.
func TestCoordinatorsReadBokmal(t *testing.T) {
	bad := regexp.MustCompile(`(?i)(^|[^\p{L}])(eg|ikkje|kva|frå|berre|error|timeout|server|token|database|json|outbox|ledger|draft|null)([^\p{L}]|$)`)
	for _, v := range []reflect.Value{reflect.ValueOf(*ForAnnouncing()), reflect.ValueOf(*ForCoordinators()),
		reflect.ValueOf(*RoadForCoordinators())} {
		for i := range v.NumField() {
			name, text := v.Type().Field(i).Name, v.Field(i).String()
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s is missing", name)
			}
			if word := bad.FindString(text); word != "" {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}
