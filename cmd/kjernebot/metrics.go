package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"kjernebot/bot"
)

// metrics is what Prometheus can ask for. No label can hold anything that a person wrote.
type metrics struct {
	registry *prometheus.Registry
	turns    *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "kjernebot_turn_seconds",
			Help:    "Time from a request's arrival to its answer, by type of activity and outcome.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"type", "outcome"}),
	}
	m.registry.MustRegister(m.turns, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts one request.
func (m *metrics) observe(o bot.Observation) {
	m.turns.WithLabelValues(o.Kind, o.Outcome).Observe(o.Took.Seconds())
}

// serveMetrics serves /metrics on its own address until ctx ends. When that address is taken the bot works without,
// and says so: answers matter more than counting them.
func (a *app) serveMetrics(ctx context.Context, group *errgroup.Group) {
	listener, err := net.Listen("tcp", a.cfg.MetricsAddr)
	if err != nil {
		a.lg.LogAttrs(ctx, slog.LevelError,
			"no metrics: METRICS_ADDR cannot be used, give each replica on one machine its own", slog.Any("error", err))
		return
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime}
	group.Go(func() error { return ignoreClosed(server.Serve(listener)) })
	group.Go(func() error { <-ctx.Done(); return server.Close() })
}
