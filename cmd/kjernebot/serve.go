package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// Limits of a connection. A turn lasts bot.TurnTime at most, so an answer is written well within writeTime.
const (
	headerTime = 5 * time.Second
	readTime   = 10 * time.Second
	writeTime  = 25 * time.Second
	idleTime   = 2 * time.Minute
	headerSize = 64 << 10

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
	a, err := newApp(cmd.Context(), cfg, lg)
	if err != nil {
		return err
	}
	defer a.Close()
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s (PORT, LISTEN_ADDR): %w", cfg.Listen, err)
	}
	return errors.Join(a.run(cmd.Context(), listener), a.Close())
}

// run serves until ctx ends, then stops in order: no new work is invited, requests end, the outbox ends.
func (a *app) run(ctx context.Context, listener net.Listener) error {
	// What works in the background outlives the signal, and ends after the last request.
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var group errgroup.Group
	if a.keys != nil {
		group.Go(func() error { a.keys.Run(background); return nil })
	}
	group.Go(func() error { a.outbox.Run(background); return nil })
	group.Go(func() error { return a.purge(background) })
	a.serveMetrics(background, &group)
	server := &http.Server{
		Handler: a.handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerSize, ErrorLog: slog.NewLogLogger(a.lg.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	a.lg.LogAttrs(ctx, slog.LevelInfo, "listening", slog.String("address", listener.Addr().String()), slog.Bool("credentials", a.cfg.Credentials()), slog.String("knowledge", a.library.Base().Hash()))

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

// purge removes once an hour what has been kept long enough.
func (a *app) purge(ctx context.Context) error {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		before := time.Now().AddDate(0, 0, -a.cfg.RetentionDays)
		if n, err := a.db.Purge(ctx, before); err != nil && ctx.Err() == nil {
			a.lg.LogAttrs(ctx, slog.LevelError, "purge", slog.Any("error", err))
		} else if n > 0 {
			a.lg.LogAttrs(ctx, slog.LevelInfo, "purged", slog.Int64("rows", n))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
