package bottest

import (
	"io"
	"net/http"
	"strings"
	"sync"
)

// Answer gives every request that status and body until Repair.
func (i *Issuer) Answer(status int, body string) {
	i.replace(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // the client's loss
	})
}

// Flood answers with valid JSON of that many bytes until Repair.
func (i *Issuer) Flood(bytes int) {
	body := `{"jwks_uri":"` + strings.Repeat("x", bytes) + `"}`
	i.Answer(http.StatusOK, body)
}

// Cut drops every connection without an answer until Repair.
func (i *Issuer) Cut() {
	i.replace(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// Redirect sends every request elsewhere until Repair.
func (i *Issuer) Redirect(to string) {
	i.replace(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
}

// Hold makes every request wait and tells of each on the channel that it returns. Release lets them all be answered;
// a client that leaves is forgotten.
func (i *Issuer) Hold() (arrived <-chan string, release func()) {
	paths := make(chan string, 64)
	open := make(chan struct{})
	i.replace(func(w http.ResponseWriter, r *http.Request) {
		paths <- r.URL.Path
		select {
		case <-open:
			i.serve(w, r)
		case <-r.Context().Done():
		}
	})
	return paths, sync.OnceFunc(func() { i.Repair(); close(open) })
}

// Repair ends Answer, Flood, Cut, Redirect and Hold.
func (i *Issuer) Repair() { i.replace(nil) }

func (i *Issuer) replace(h http.HandlerFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.broken = h
}
