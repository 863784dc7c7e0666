package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kjernebot/bot"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

// metrics is what Prometheus can ask for. No label can hold anything that a person wrote, or who wrote it.
// docs/metrics.md lists them, which a test holds to what is served.
type metrics struct {
	registry            *prometheus.Registry
	turns, calls        *prometheus.CounterVec
	turnTime, connector *prometheus.HistogramVec
	database            prometheus.Histogram
	failures            prometheus.Counter
	purged              atomic.Int64 // when that last went well, in seconds since 1970
}

// seconds are the bounds of what is timed: Teams waits 15 s for an answer, and people notice one.
var seconds = []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newMetrics(a *app) *metrics {
	registry := prometheus.NewRegistry()
	ours := prometheus.WrapRegistererWithPrefix("kjernebot_", registry)
	ours.MustRegister(&state{app: a})
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return promauto.With(ours).NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	times := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return promauto.With(ours).NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: seconds}, labels)
	}
	return &metrics{
		registry: registry,
		turns:    counters("turns_total", "Requests, by what they were about and how they ended.", "about", "outcome"),
		turnTime: times("turn_seconds", "Time from a request's arrival to its answer, by type of activity.", "type"),
		calls: counters("connector_requests_total", "Requests to Teams, by method and status; 0: no answer came.",
			"method", "status"),
		connector: times("connector_seconds", "Time that Teams took to answer, by method.", "method"),
		failures:  counters("database_errors_total", "Pieces of work that the database could not do.").WithLabelValues(),
		database: times("database_seconds", "Time that a piece of work of the database took, with waiting.").
			WithLabelValues().(prometheus.Histogram),
	}
}

func (m *metrics) observe(o bot.Observation) {
	m.turns.WithLabelValues(o.About, o.Outcome).Inc()
	m.turnTime.WithLabelValues(o.Kind).Observe(o.Took.Seconds())
}

func (m *metrics) connectorDid(method string, status int, took time.Duration) {
	m.calls.WithLabelValues(method, strconv.Itoa(status)).Inc()
	m.connector.WithLabelValues(method).Observe(took.Seconds())
}

func (m *metrics) databaseDid(took time.Duration, err error) {
	m.database.Observe(took.Seconds())
	if errors.Is(err, store.ErrUnavailable) {
		m.failures.Inc()
	}
}

// state is what is measured when Prometheus asks, and not more often than every stateAge.
type state struct {
	app *app

	mu     sync.Mutex
	at     time.Time
	values []prometheus.Metric
}

const (
	stateAge  = 10 * time.Second
	stateTime = 5 * time.Second // for looking
)

// Describe tells nothing, which makes the collector one whose metrics are not known before.
func (*state) Describe(chan<- *prometheus.Desc) {}

// Collect looks at the program and its database.
func (s *state) Collect(out chan<- prometheus.Metric) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.at) > stateAge {
		s.values, s.at = s.look(), time.Now()
	}
	for _, v := range s.values {
		out <- v
	}
}

func (s *state) look() (all []prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), stateTime)
	defer cancel()
	a := s.app
	labelled := func(name, help string, value float64, labels prometheus.Labels) {
		desc := prometheus.NewDesc(name, help, nil, labels)
		all = append(all, prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value))
	}
	put := func(name, help string, value float64) { labelled(name, help, value, nil) }
	labelled("info", "1, with the version of the program and of the topics.", 1,
		prometheus.Labels{"version": appVersion, "topics": a.library.Base().Hash()})
	put("ready", "1 when the bot can answer, as /readyz says.", truth(a.ready(ctx) == nil))
	put("topics_refused", "1 when KNOWLEDGE_DIR holds something that cannot be used.", truth(a.library.ill.Load()))
	put("purge_timestamp_seconds", "When what was kept long enough was last removed.", float64(a.metrics.purged.Load()))
	if a.token != nil {
		put("keys_timestamp_seconds", "When Teams' signing keys were fetched.", stamp(a.keys.Fetched()))
		put("token_failing", "1 when the last try to get the bot's token failed.", truth(a.token.Err() != nil))
		put("token_expiry_timestamp_seconds", "When the bot's token ends.", stamp(a.token.Expires()))
		ends, _ := credentialOf(a.cfg.Credential).Ends() // what cannot be read is told when a token is fetched
		put("credential_expiry_timestamp_seconds", "When the bot's secret or certificate ends; 0: not known, or never.",
			stamp(ends))
	}
	h, err := a.db.Health(ctx)
	if err != nil {
		return all // ready and database_errors tell
	}
	now := a.db.Now()
	for _, one := range []outbox.State{outbox.Pending, outbox.Sending, outbox.Sent, outbox.Failed, outbox.Uncertain,
		outbox.Cancelled} {
		labelled("outbox_messages", "Messages that are sent later, by state.", float64(h.Outbox[one]),
			prometheus.Labels{"state": string(one)})
	}
	put("outbox_overdue_seconds", "How long the oldest unsent message has been due.", since(h.Due, now))
	labelled("gate_closed_seconds", "For how long Teams wants no more messages, and why.", -since(h.GateClosed, now),
		prometheus.Labels{"reason": h.GateReason})
	put("announcements_late", "Announcements whose time came and that wait.", float64(h.Late))
	put("inquiries_waiting", "Questions that were passed on and have no answer.", float64(h.Inquiries))
	put("inquiries_oldest_timestamp_seconds", "When the oldest of them was asked; 0 for none.", stamp(h.OldestAsked))
	newest := 0.0
	if h.NewestWeek.Year > 0 {
		newest = stamp(h.NewestWeek.Monday().AddDate(0, 0, 7))
	}
	put("figures_newest_timestamp_seconds", "When the newest week with figures ended; 0 for none.", newest)
	put("figures_import_timestamp_seconds", "When figures were last imported; 0 for never.", stamp(h.Imported))
	put("backup_timestamp_seconds", "When the database was last copied by kjernebot backup; 0 for never.", stamp(h.Backup))
	put("oldest_kept_timestamp_seconds", "From when the oldest row is that RETENTION_DAYS ends; 0 for none.",
		stamp(h.OldestKept))
	if h.FreeKnown {
		put("disk_free_bytes", "Room on the disk of the database.", float64(h.Free))
	}
	return all
}

func truth(b bool) float64 { return map[bool]float64{true: 1}[b] }

// stamp is a time in seconds since 1970, 0 for the zero time.
func stamp(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}

// since is how many seconds have gone from a time to now, 0 for the zero time.
func since(t, now time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return now.Sub(t).Seconds()
}

// serveMetrics serves /metrics on its own address until ctx ends. When that address is taken the bot works without,
// and says so: answers matter more than counting them.
func (a *app) serveMetrics(ctx context.Context) {
	listener, err := net.Listen("tcp", a.cfg.MetricsAddr)
	if err != nil {
		a.lg.LogAttrs(ctx, slog.LevelError,
			"no metrics: METRICS_ADDR cannot be used, give each replica on one machine its own", slog.Any("error", err))
		return
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}))
	server := a.server()
	server.Handler = mux
	context.AfterFunc(ctx, func() { _ = server.Close() })
	a.failed(ctx, "metrics", server.Serve(listener))
}
