package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gorilla/mux"
	"github.com/spf13/cobra"
	"golang.org/x/net/netutil"

	"kjernebot/bot"
	"kjernebot/internal/store"
)

// Limits of a connection. A turn lasts bot.TurnTime at most, so an answer is written well within writeTime.
const (
	headerTime = 5 * time.Second
	readTime   = 10 * time.Second
	writeTime  = 25 * time.Second
	idleTime   = 2 * time.Minute
	headerSize = 24 << 10 // the token has 2 kB, and 16 at the most
	// maxConns bounds what strangers can hold, memory and descriptors: who comes then waits until one of them has said
	// nothing for headerTime.
	maxConns = 2000

	// settleTime after the start its memory is given back: somebody may be waiting for the first answers.
	settleTime = time.Second
	// heapGrowth is how far the heap grows over what is in use, about 8 MB, before garbage is collected, in per cent.
	// With 100 a message costs a tenth more. GOGC wins where it is set.
	heapGrowth = 200

	// lameTime is how long requests are still answered after /readyz has begun to fail, so that a load balancer has
	// time to see it.
	lameTime = 2 * time.Second
	// stopTime is how long requests under way may take to end.
	stopTime = 15 * time.Second
)

// serve runs the endpoint until it is told to stop.
func (c *cli) serve(cmd *cobra.Command, _ []string) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	var opts []store.Option
	if c.noMigrate {
		opts = append(opts, store.KeepSchema)
	}
	a, err := newApp(cmd.Context(), cfg, c.logger(cfg), opts...)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("cannot listen on %s (PORT, LISTEN_ADDR): %w", cfg.Listen, err), a.Close())
	}
	time.AfterFunc(settleTime, debug.FreeOSMemory)
	return errors.Join(a.run(cmd.Context(), listener), a.Close())
}

// run serves until ctx ends, then stops in order: no new work is invited, requests end, the outbox ends.
func (a *app) run(ctx context.Context, listener net.Listener) error {
	// What works in the background outlives the signal, and ends after the last request.
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var others sync.WaitGroup
	a.background(background, &others)
	others.Go(func() { a.serveMetrics(background) })
	server := a.server(a.handler)
	if a.model != nil {
		a.lg.LogAttrs(ctx, slog.LevelInfo,
			"language model is on: questions (after the stop for personal data) and topic texts are sent to it, nothing else",
			slog.String("server", a.model.Host()), slog.String("model", a.cfg.OpenAI.Model))
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(limited(listener)) }()
	a.lg.LogAttrs(ctx, slog.LevelInfo, "listening", slog.String("address", listener.Addr().String()),
		slog.String("credential", a.credential()), slog.String("knowledge", a.library.Base().Hash()))

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.stopping.Store(true)
		a.lg.LogAttrs(ctx, slog.LevelInfo, "stopping")
		time.Sleep(lameTime)
		ending, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		err = server.Shutdown(ending) // waits for the requests under way
	}
	a.bot.Drain()
	stop()
	others.Wait()
	return err
}

// limited takes maxConns connections at a time.
func limited(listener net.Listener) net.Listener { return netutil.LimitListener(listener, maxConns) }

// server serves with limits on what strangers may take of it.
func (a *app) server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerSize, ErrorLog: slog.NewLogLogger(a.lg.Handler(), slog.LevelDebug),
	}
}

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
			switch reason := recover(); reason {
			case nil:
			case http.ErrAbortHandler:
				panic(reason)
			default:
				a.lg.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request", r.Header.Get(bot.RequestIDHeader)),
					slog.String("stack", string(debug.Stack())))
				w.WriteHeader(http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
