package bot

import (
	"crypto/sha256"
	"log/slog"
	"strconv"
	"testing"
)

func TestSameServiceURL(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"https://smba.net/emea/", "https://smba.net/emea", true},
		{"https://SMBA.net/emea", "https://smba.NET/Emea/", true},
		{"https://smba.net/emea//", "https://smba.net/emea", false},
		{"https://smba.net/emea", "https://smba.net/eme", false},
		{"https://skype.net", "https://s\u212aype.net", false}, // the Kelvin sign is a k in lower case
		{"", "", false},
		{"/", "", false},
	}
	for _, tt := range tests {
		if got := sameServiceURL(tt.a, tt.b); got != tt.want {
			t.Errorf("sameServiceURL(%q, %q): got %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

// Strangers cannot make the bot remember more and more: nor can Teams.
func TestRememberedTokensAreBounded(t *testing.T) {
	v, err := NewValidator("a", NewKeySet(slog.New(slog.DiscardHandler), KeySetOptions{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range knownTokens + 10 {
		v.known.Add(sha256.Sum256([]byte(strconv.Itoa(n))), &Token{})
	}
	if got := v.known.Len(); got != knownTokens {
		t.Errorf("got %d tokens, want %d at most", got, knownTokens)
	}
}
