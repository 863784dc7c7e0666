package bot

import (
	"crypto/sha256"
	"strconv"
	"testing"
	"time"
)

// TestTokenCacheIsBounded: expired tokens make room first, then any; the newest is always kept.
func TestTokenCacheIsBounded(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	sum := func(n int) [sha256.Size]byte { return sha256.Sum256([]byte(strconv.Itoa(n))) }
	fresh := &Token{claims: claims{Expires: seconds(now.Add(time.Hour).Unix())}}
	stale := &Token{claims: claims{Expires: seconds(now.Add(-clockSkew - time.Second).Unix())}}
	c := newTokenCache()
	for n := range knownTokens {
		if n%2 == 0 {
			c.put(sum(n), fresh, now)
			continue
		}
		c.put(sum(n), stale, now)
	}
	c.put(sum(-1), fresh, now)
	if got, want := len(c.tokens), knownTokens/2+1; got != want {
		t.Errorf("got %d tokens, want %d: the expired ones gone", got, want)
	}
	for n := range knownTokens {
		c.put(sum(n), fresh, now)
		if len(c.tokens) > knownTokens {
			t.Fatalf("got %d tokens, want %d at most", len(c.tokens), knownTokens)
		}
		if c.tokens[sum(n)] == nil {
			t.Fatal("the newest token is not there")
		}
	}
}

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
