package files

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAllows(t *testing.T) {
	c := New([]string{"files.example.no", "*.example.org", "127.0.0.1:8080"}, false)
	local := New([]string{"127.0.0.1:8080"}, true)
	for _, tc := range []struct {
		client  *Client
		address string
		want    bool
	}{
		{c, "https://kommune-my.sharepoint.com/personal/x/file.csv", true},
		{c, "https://KOMMUNE.sharepoint.com:443/x", true},
		{c, "https://files.example.no/x", true},
		{c, "https://a.example.org/x", true},
		{c, "http://kommune.sharepoint.com/x", false},
		{c, "https://sharepoint.com.evil.example/x", false},
		{c, "https://evilsharepoint.com/x", false},
		{c, "https://.sharepoint.com/x", false},
		{c, "https://kommune.sharepoint.com@evil.example/x", false},
		{c, "https://user@kommune.sharepoint.com/x", false},
		{c, "https://kommune.sharepoint.com:8443/x", false},
		{c, "https://example.org/x", false},
		{c, "https://10.0.0.1/x", false},
		{c, "http://127.0.0.1:8080/x", false},
		{c, "file:///etc/passwd", false},
		{c, "", false},
		{local, "http://127.0.0.1:8080/x", true},
		{local, "http://127.0.0.1:9090/x", false},
		{local, "http://kommune.sharepoint.com/x", false},
	} {
		if got := tc.client.Allowed(tc.address); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.address, got, tc.want)
		}
	}
}

// serve starts a host of files and a client that may speak to it.
func serve(t *testing.T, h http.HandlerFunc) (*Client, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return New([]string{strings.TrimPrefix(s.URL, "http://")}, true), s.URL
}

func TestFetch(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("theirs"))
	}))
	t.Cleanup(other.Close)
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("a token was sent")
		}
		switch r.URL.Path {
		case "/file":
			_, _ = w.Write([]byte("uke;oppslag"))
		case "/moved":
			http.Redirect(w, r, "/file", http.StatusFound)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/large":
			_, _ = w.Write(make([]byte, Limit+1))
		default:
			http.NotFound(w, r)
		}
	})
	for path, want := range map[string]error{"/file": nil, "/moved": nil, "/away": ErrNotAllowed, "/round": ErrNotAllowed,
		"/large": ErrTooLarge} {
		got, err := c.Fetch(t.Context(), base+path)
		if !errors.Is(err, want) || want == nil && string(got) != "uke;oppslag" {
			t.Errorf("%s: %q %v, want %v", path, got, err, want)
		}
	}
	if _, err := c.Fetch(t.Context(), base+"/none?secret=1"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	if _, err := New(nil, true).Fetch(t.Context(), base+"/file"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("an unknown host: %v", err)
	}
}

func TestPut(t *testing.T) {
	var got []byte
	var span string
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		got, _ = io.ReadAll(r.Body)
		span = r.Header.Get("Content-Range")
		w.WriteHeader(http.StatusCreated)
	})
	if err := c.Put(t.Context(), base+"/up", []byte("hei")); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte("hei")) || span != "bytes 0-2/3" {
		t.Errorf("%q %q", got, span)
	}
}
