package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

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
	lg := c.logger(cfg)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	var opts []store.Option
	if c.noMigrate {
		opts = append(opts, store.KeepSchema)
	}
	a, err := newApp(cmd.Context(), cfg, lg, opts...)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }() // after an error; what matters is closed below
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s (PORT, LISTEN_ADDR): %w", cfg.Listen, err)
	}
	time.AfterFunc(settleTime, debug.FreeOSMemory)
	return errors.Join(a.run(cmd.Context(), listener), a.Close())
}

// run serves until ctx ends, then stops in order: no new work is invited, requests end, the outbox ends.
func (a *app) run(ctx context.Context, listener net.Listener) error {
	// What works in the background outlives the signal, and ends after the last request.
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var group errgroup.Group
	a.background(background, &group)
	a.serveMetrics(background, &group)
	server := a.server()
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
		err = shutdown(server)
	}
	a.bot.Drain()
	stop()
	return errors.Join(ignoreClosed(err), group.Wait())
}

// limited takes maxConns connections at a time.
func limited(listener net.Listener) net.Listener { return netutil.LimitListener(listener, maxConns) }

// server is the endpoint's, with what strangers may take of it.
func (a *app) server() *http.Server {
	return &http.Server{
		Handler: a.handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerSize, ErrorLog: slog.NewLogLogger(a.lg.Handler(), slog.LevelDebug),
	}
}

// shutdown waits for the requests under way.
func shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return server.Shutdown(ctx)
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// background starts what goes on beside the requests, until ctx ends.
func (a *app) background(ctx context.Context, group *errgroup.Group) {
	for _, work := range []func(context.Context){
		a.outbox.Run,
		a.scheduler.Run,
		every(lookEvery, nil, func(ctx context.Context) { a.library.reload(ctx, a.lg) }),
		every(time.Hour, nil, a.hourly),
		every(weeklyEvery, a.imported, a.weekly),
		every(progressEvery, nil, a.showProgress),
		every(restorationEvery, nil, a.tellRestoration),
	} {
		group.Go(func() error { work(ctx); return nil })
	}
	if a.keys != nil {
		group.Go(func() error { a.keys.Run(ctx); return nil })
	}
}

// every does something at once and then each time that the period is over, or somebody says so, until ctx ends.
func every(period time.Duration, now <-chan struct{}, do func(context.Context)) func(context.Context) {
	return func(ctx context.Context) {
		ticker := time.NewTicker(period)
		defer ticker.Stop()
		for {
			do(ctx)
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			case <-now:
			}
		}
	}
}

// failed logs what went wrong in the background, unless that ends.
func (a *app) failed(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		a.lg.LogAttrs(ctx, slog.LevelError, what, slog.Any("error", err))
	}
}

// hourly removes what has been kept long enough, and tells the coordinators what is due.
func (a *app) hourly(ctx context.Context) {
	a.purge(ctx)
	a.failed(ctx, "coordinators not told", errors.Join(a.monday(ctx), a.tellEnding(ctx, time.Now())))
}

// purge removes what has been kept long enough.
func (a *app) purge(ctx context.Context) {
	now := a.db.Now()
	removed, err := a.db.Purge(ctx, store.Retention{
		Now: now, Before: now.AddDate(0, 0, -a.cfg.RetentionDays), Audit: now.AddDate(0, 0, -a.cfg.AuditDays),
	})
	a.failed(ctx, "purge", err)
	if err == nil {
		a.metrics.purged.Store(now.Unix())
	}
	for table, n := range removed {
		if n > 0 {
			a.lg.LogAttrs(ctx, slog.LevelInfo, "purged", slog.String("table", table), slog.Int64("rows", n))
		}
	}
}

// monday sends the coordinators what the week has brought, unless the database was restored today: then it does not know
// whether that was sent.
func (a *app) monday(ctx context.Context) error {
	if last, err := a.db.LastRestoration(ctx); err != nil || time.Since(last.At) < 24*time.Hour {
		return err
	}
	return a.router.SendMonday(ctx)
}
