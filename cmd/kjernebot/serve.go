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
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/gorilla/mux"
	"github.com/spf13/cobra"
	"golang.org/x/net/netutil"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
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

	settleTime = time.Second // after the start its memory is given back: somebody may be waiting for the first answers
	// heapGrowth is how far the heap grows over what is in use, about 8 MB, before garbage is collected, in per cent.
	// With 100 a message costs a tenth more. GOGC wins where it is set.
	heapGrowth = 200

	// lameTime is how long requests are still answered after /readyz has begun to fail, so that a load balancer has
	// time to see it.
	lameTime = 2 * time.Second
	stopTime = 15 * time.Second // how long requests under way may take to end

	// How often is looked after what nobody tells of.
	weeklyEvery      = time.Minute      // for a week imported from the command line, or by another replica that died
	progressEvery    = 3 * time.Second  // also the least time between two changes of a card that follows an announcement
	restorationEvery = 10 * time.Second // for a database that was found to be a copy
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
	server := a.server()
	if a.model != nil {
		a.lg.LogAttrs(ctx, slog.LevelInfo,
			"language model is on: questions (after the stop for personal data) and topic texts are sent to it, nothing else",
			slog.String("server", a.model.Host()), slog.String("model", a.cfg.OpenAI.Model))
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(limited(listener)) }()
	others.Go(func() { a.tellSystemd(background) })
	a.lg.InfoContext(ctx, "listening", "address", listener.Addr().String(), "knowledge", a.library.Base().Hash(),
		"credential", checkCredential(ctx, &checkup{Config: a.cfg}).Found)

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.stopping.Store(true)
		_, _ = daemon.SdNotify(false, daemon.SdNotifyStopping)
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

// tellSystemd tells systemd, where it is what started the program, that the endpoint listens, and from then on that the
// program runs: one that hangs is started anew (`WatchdogSec=`). It does not ask the endpoint, whose connections
// strangers could hold until systemd thinks that it hangs. Nobody is told where nobody asks.
func (a *app) tellSystemd(ctx context.Context) {
	_, err := daemon.SdNotify(false, daemon.SdNotifyReady)
	patience, _ := daemon.SdWatchdogEnabled(false) // what is set wrong is no wish
	if err != nil || patience == 0 {
		a.failed(ctx, "systemd not told", err)
		return
	}
	every(ctx, patience/3, nil, func() {
		_, err := daemon.SdNotify(false, daemon.SdNotifyWatchdog)
		a.failed(ctx, "watchdog", err)
	})
}

// limited takes maxConns connections at a time.
func limited(listener net.Listener) net.Listener { return netutil.LimitListener(listener, maxConns) }

// server is the endpoint's, with limits on what strangers may take of it.
func (a *app) server() *http.Server {
	return &http.Server{
		Handler: a.handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
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

// background starts what goes on beside the requests, until ctx ends.
func (a *app) background(ctx context.Context, group *sync.WaitGroup) {
	if a.keys != nil {
		group.Go(func() { a.keys.Run(ctx) })
	}
	group.Go(func() { a.outbox.Run(ctx) })
	group.Go(func() { a.scheduler.Run(ctx) })
	group.Go(func() { every(ctx, lookEvery, nil, func() { a.library.reload(ctx, a.lg) }) })
	group.Go(func() { every(ctx, time.Hour, nil, func() { a.hourly(ctx) }) })
	group.Go(func() { every(ctx, weeklyEvery, a.imported, func() { a.weekly(ctx) }) })
	group.Go(func() { every(ctx, restorationEvery, nil, func() { a.tellRestoration(ctx) }) })
	group.Go(func() {
		every(ctx, progressEvery, nil, func() {
			a.failed(ctx, "progress of announcements", a.router.Announcing.ShowProgress(ctx))
		})
	})
}

// every does something at once and then each time that the period is over, or somebody says so, until ctx ends.
func every(ctx context.Context, period time.Duration, now <-chan struct{}, do func()) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		do()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-now:
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

// monday sends the coordinators what the week or the month has brought, unless the database was restored today: then it
// does not know whether that was sent.
func (a *app) monday(ctx context.Context) error {
	if last, err := a.db.LastRestoration(ctx); err != nil || time.Since(last.At) < 24*time.Hour {
		return err
	}
	return errors.Join(a.router.SendMonday(ctx, a.now()), a.router.SendReport(ctx, a.now()))
}

func (a *app) weekly(ctx context.Context) {
	sent, err := a.router.Figures.SendWeekly(ctx)
	a.failed(ctx, "weekly figures", err)
	if sent > 0 {
		a.lg.LogAttrs(ctx, slog.LevelInfo, "weekly figures", slog.Int("sent", sent))
	}
}

// forgetGone removes the address of a conversation that is no more, or that the app was removed from. One whose person
// has blocked the bot stays: announcements say why they do not reach it, and the person may change their mind.
func (a *app) forgetGone(m outbox.Message, o outbox.Outcome) {
	if o.State != outbox.Failed || o.Reason != "ConversationNotFound" && o.Reason != "BotNotInConversationRoster" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := a.bot.Forget(ctx, m.To.Tenant, m.To.ID); err != nil {
		a.lg.LogAttrs(ctx, slog.LevelError, "forget address", slog.String("conversation", string(m.To.ID)),
			slog.Any("error", err))
	}
}

// tellDays are how many days before the credential ends the coordinators are told.
var tellDays = []int{1, 7, 14, 30, 60}

// tellEnding tells the coordinators, once at each of the days, that what the bot signs in with will soon end.
func (a *app) tellEnding(ctx context.Context, now time.Time) error {
	if a.token == nil {
		return nil
	}
	ends, err := credentialOf(a.cfg.Credential).Ends()
	if err != nil || ends.IsZero() {
		return err
	}
	left := daysUntil(ends, now)
	due := slices.IndexFunc(tellDays, func(days int) bool { return left <= days })
	if due < 0 {
		return nil
	}
	all, err := a.toCoordinators(ctx, handlers.EndingNotice(ends.In(week.Location())))
	for _, m := range all {
		m.Key = fmt.Sprintf("credential %s %d %s", ends.Format(time.DateOnly), tellDays[due], m.To.ID)
		_, told := a.db.Enqueue(ctx, m)
		err = errors.Join(err, told)
	}
	a.outbox.Wake()
	return err
}

// daysUntil counts the days in Oslo from now to then; none or fewer when it is past.
func daysUntil(then, now time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(week.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(then).Sub(midnight(now)) / (24 * time.Hour))
}

// tellRestoration tells the coordinators when the database was restored or copied. While nobody is known the next look
// may find somebody.
func (a *app) tellRestoration(ctx context.Context) {
	last, err := a.db.LastRestoration(ctx)
	var all []outbox.Message
	if err == nil && !last.Told {
		all, err = a.toCoordinators(ctx, handlers.RestorationNotice(last.Messages, last.Announcements))
	}
	if len(all) > 0 {
		err = a.db.TellRestoration(ctx, all)
		a.outbox.Wake()
	}
	a.failed(ctx, "coordinators not told of the restoration", err)
}

// toCoordinators is a reply for where they are reached: at their desk, or each in the own chat while there is none.
func (a *app) toCoordinators(ctx context.Context, r message.Reply) (all []outbox.Message, err error) {
	add := func(to message.Conversation) {
		all = append(all, outbox.Message{Kind: outbox.Send, To: to, Priority: outbox.Conversational, Reply: r})
	}
	desk, err := a.db.Desk(ctx)
	if err == nil {
		add(desk)
	}
	if !errors.Is(err, message.ErrUnknown) {
		return all, err
	}
	people, err := a.people.Directory("").Coordinators(ctx)
	for _, p := range people {
		chat, ok, failed := a.router.ChatWith(ctx, p)
		if ok {
			add(chat.Conversation)
		}
		err = errors.Join(err, failed)
	}
	return all, err
}
