package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gorilla/mux"

	"kjernebot/bot"
)

// routes is everything that the endpoint answers: the bot and the two health checks.
func (a *app) routes() http.Handler {
	r := mux.NewRouter()
	r.Handle("/api/messages", a.bot) // every method, so that the bot answers 405 with what it takes
	r.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }).
		Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/readyz", a.readyz).Methods(http.MethodGet, http.MethodHead)
	r.Use(requestID, a.panicBarrier)
	return r
}

// readyz answers 503 while the bot cannot answer. The reason goes to the log: it may name addresses.
func (a *app) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := a.ready(ctx); err != nil {
		a.lg.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.Any("error", err))
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// requestID gives each request an id of our own; one that a client sends could be anything.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		r.Header.Set(bot.RequestIDHeader, id)
		w.Header().Set(bot.RequestIDHeader, id)
		next.ServeHTTP(w, r)
	})
}

// panicBarrier turns a panic into a 500 and a log line with the place. The panic's own text is left out: it may quote
// what a person wrote.
func (a *app) panicBarrier(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if err, ok := reason.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(reason)
			}
			a.lg.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request", r.Header.Get(bot.RequestIDHeader)),
				slog.String("stack", string(debug.Stack())))
			w.WriteHeader(http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}
