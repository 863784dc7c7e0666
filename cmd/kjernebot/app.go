package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"golang.org/x/sync/errgroup"

	"kjernebot/bot"
	"kjernebot/bot/credential"
	"kjernebot/bot/message"
	"kjernebot/handlers"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/figures"
	"kjernebot/handlers/road"
	"kjernebot/internal/announce"
	"kjernebot/internal/config"
	"kjernebot/internal/files"
	"kjernebot/internal/kommune"
	"kjernebot/internal/openai"
	"kjernebot/internal/outbox"
	"kjernebot/internal/register"
	book "kjernebot/internal/road"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
)

// app is the program put together. Build one with newApp; Run until its context ends; Close.
type app struct {
	cfg       config.Config
	lg        *slog.Logger
	db        *store.DB           // what outlives the process
	keys      *bot.KeySet         // Teams' signing keys; nil without credentials
	token     *bot.TokenSource    // the bot's own token; nil without credentials
	connector *bot.Connector      // writes to Teams
	outbox    *outbox.Runner      // sends what could not be sent at once
	scheduler *announce.Scheduler // accepts announcements and sends them at their time
	people    *people             // who somebody is
	library   *library            // the knowledge base in force
	model     *openai.Client      // words answers; nil when none is set up
	router    *handlers.Router    // what the bot does with a message
	metrics   *metrics
	bot       *bot.Bot         // the endpoint
	handler   http.Handler     // the endpoint and the health checks
	imported  chan struct{}    // new figures are in
	stopping  atomic.Bool      // /readyz fails so that no new work comes
	now       func() time.Time // tells which cards are due to the coordinators
}

// newApp builds everything in the order in which one part needs the other. Nothing runs yet, and Teams is not spoken
// to.
func newApp(ctx context.Context, cfg config.Config, lg *slog.Logger, opts ...store.Option) (_ *app, err error) {
	a := &app{cfg: cfg, lg: lg, imported: make(chan struct{}, 1), now: time.Now}
	a.metrics = newMetrics(a)
	opts = append(opts, store.Observe(a.metrics.databaseDid))
	defer func() {
		if err != nil {
			_ = a.Close() // the first error is the one to tell
		}
	}()
	var opening errgroup.Group // each takes about as long as the other
	opening.Go(func() (err error) {
		a.library, err = openLibrary(cfg.KnowledgeDir)
		return err
	})
	a.db, err = openDatabase(ctx, lg, cfg, 0, opts...)
	if err = cmp.Or(err, opening.Wait()); err != nil {
		return nil, err
	}
	secret, err := a.db.Secret(ctx, "buttons")
	if err != nil {
		return nil, err
	}
	validator, err := a.authentication(bot.NewSeal(secret, time.Now))
	if err != nil {
		return nil, err
	}
	a.people = newPeople(cfg, a.db, a.connector)
	sender := bot.Sender{Connector: a.connector, Here: cfg.Teams("targeted"), Chat: a.people.ChatOf, Told: handlers.Told}
	a.outbox = outbox.New(lg, outbox.Options{
		Store: a.db, Sender: sender, Rate: float64(cfg.SendRate), Now: a.db.Now,
		Ended: a.forgetGone,
	})
	registry := kommune.New()
	a.scheduler = a.newScheduler(a.people, registry, a.outbox.Wake)
	a.model = newModel(lg, cfg)
	a.router = handlers.NewRouter(handlers.Options{
		Shared: dialogue.Shared{
			Base: a.library.Base, Guide: cfg.KnowledgeDir, Registry: registry, Store: a.db, People: a.people,
			Files: files.New(cfg.FileHosts, !cfg.Credentials()), Now: time.Now, Wake: a.outbox.Wake, Log: lg,
		},
		Understanding: handlers.NewUnderstanding(a.library.Base, registry, pointing(a.model), lg),
		Figures: figures.Dialogue{
			Ledger: usage.NewLedger(a.db, registry), Visibility: usage.Visibility(cfg.UsageVisibility),
			Kept: a.db, Days: cfg.RetentionDays, Imported: func() {
				select {
				case a.imported <- struct{}{}:
				default: // somebody has said so already
				}
			},
		},
		Road:     road.Dialogue{Book: book.NewBook(a.db), Nudges: a.db, Register: register.New(cfg.RegisterURL)},
		Announce: a.scheduler, TypeAhead: cfg.Teams("typeahead"), Health: a.health,
	})
	a.bot = bot.New(lg, bot.Options{
		AppID: cfg.AppID, Validator: validator, Sender: sender, Tenants: cfg.Tenants, Ledger: a.db,
		Handler: handlers.Guard{Next: a.router, Files: a.router.MayDrop, Language: a.router.Chosen},
		Observe: a.metrics.observe,
		Apology: func(ctx context.Context, t *bot.Turn, cause error) error {
			return handlers.Apologise(ctx, t, errors.Is(cause, store.ErrUnavailable))
		},
	})
	a.handler = a.routes()
	return a, nil
}

// authentication builds what tells Teams from strangers, and what the bot shows to Teams. Without credentials both
// sides are this machine.
func (a *app) authentication(seal *bot.Seal) (auth.TokenValidator, error) {
	opts := bot.ConnectorOptions{AllowedServiceURLs: a.cfg.ServiceURLs, Seal: seal,
		Observe: a.metrics.connectorDid, Uses: a.cfg.Teams}
	var validator auth.TokenValidator = &bot.Loopback{}
	var err error
	if a.cfg.Credentials() {
		a.keys = bot.NewKeySet(a.lg, bot.KeySetOptions{MetadataURL: a.cfg.OpenIDMetadataURL})
		if validator, err = bot.NewValidator(a.cfg.AppID, a.keys, nil); err != nil {
			return nil, err
		}
		if a.token, err = newToken(a.lg, a.cfg); err != nil {
			return nil, err
		}
		opts.Token, opts.BotID = a.token, message.UserID("28:"+a.cfg.AppID)
	}
	a.connector, err = bot.NewConnector(a.lg, opts)
	return validator, err
}

// credentialOf is the way in which the bot proves who it is.
func credentialOf(c config.Credential) *credential.Credential {
	switch {
	case c.Certificate != "":
		return credential.Certificate(c.Certificate, c.Key)
	case c.TokenFile != "":
		return credential.Federated(c.TokenFile)
	case c.Identity != "":
		return credential.Identity(c.Identity,
			credential.Machine{Endpoint: c.IdentityEndpoint, Header: string(c.IdentityHeader)})
	}
	var secrets []credential.Read
	for _, held := range c.Secrets {
		secrets = append(secrets, held.Read)
	}
	return credential.Secret(c.Ends, secrets...)
}

func newToken(lg *slog.Logger, cfg config.Config) (*bot.TokenSource, error) {
	return bot.NewTokenSource(lg, bot.TokenOptions{
		URL: cfg.TokenURL, Tenant: message.TenantID(cfg.AppTenant), AppID: cfg.AppID,
		Credential: credentialOf(cfg.Credential),
	})
}

// Close lets go of what was opened, and may be called twice and on half an app.
func (a *app) Close() error {
	if a.bot != nil {
		a.bot.Drain()
	}
	if a.token != nil {
		a.token.Close()
	}
	if a.connector != nil {
		a.connector.Close()
	}
	if a.db != nil {
		return a.db.Close()
	}
	return nil
}

// ready tells what keeps the bot from answering; nil when nothing does.
func (a *app) ready(ctx context.Context) error {
	if a.stopping.Load() {
		return errors.New("stopping")
	}
	if err := a.db.Ready(ctx); err != nil || a.keys == nil {
		return err
	}
	return cmp.Or(a.keys.Ready(), a.token.Ready(ctx))
}
