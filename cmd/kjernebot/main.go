// Command kjernebot is a Microsoft Teams bot for kommuner that start with kjernejournal. README.md tells what it does,
// ARCHITECTURE.md how it is put together; app.go is the wiring.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	_ "embed" // the licences and the manual
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"math"
	"os"
	"os/signal"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/joho/godotenv"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	c := &cli{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	var err error
	if c.getenv, c.names, err = environment(".env", os.Stderr); err == nil {
		err = c.run(ctx, os.Args[1:])
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "kjernebot:", err)
	}
	os.Exit(exitStatus(err))
}

// environment reads a .env file; a variable that is set in the environment wins over it. No file is no error. names are
// all that are set.
func environment(file string, warnings io.Writer) (getenv func(string) string, names []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	values, err := godotenv.UnmarshalBytes(text)
	if line := faultyLine(string(text)); line > 0 || err != nil { // its text quotes the file, which holds secrets
		return nil, nil, fmt.Errorf("%s: line %d is not NAME=value, or opens a quotation mark that is not closed; such as "+
			"PORT=3978", file, line)
	}
	for _, found := range expanded.FindAllStringSubmatch(string(text), -1) {
		fmt.Fprintf(warnings, "kjernebot: warning: %s: a $ in %s stands for another variable; put single quotes around the "+
			"value, such as %s='a$b'\n", found[1], file, found[1])
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	names = slices.AppendSeq(names, maps.Keys(values))
	return func(name string) string {
		if v, ok := os.LookupEnv(name); ok {
			return v
		}
		return values[name]
	}, names, nil
}

// expanded is a value with a $ in it that is not taken as it stands.
var expanded = regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*[^'#\s][^\n]*?\$[A-Za-z0-9_{]`)

// faultyLine finds the first line that cannot be read, alone or with those after it that its quotation mark goes over;
// 0 when there is none.
func faultyLine(text string) int {
	lines, start := strings.Split(text, "\n"), 0
	for end := 1; end <= len(lines); end++ {
		if isSetting(strings.Join(lines[start:end], "\n")) {
			start = end
		}
	}
	if start == len(lines) {
		return 0
	}
	return start + 1
}

// settingName is what a name in a .env file looks like.
var settingName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// isSetting reports whether a text is one setting, or none.
func isSetting(text string) bool {
	values, err := godotenv.Unmarshal(text)
	for name := range values {
		if len(values) > 1 || !settingName.MatchString(name) {
			return false
		}
	}
	return err == nil
}

// usageError is a command that was used wrongly, as opposed to one that failed.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitStatus is 0, 1 (failed) or 2 (used wrongly).
func exitStatus(err error) int {
	if err == nil {
		return 0
	}
	if errors.As(err, &usageError{}) {
		return 2
	}
	return 1
}

// cli is what every command works with.
type cli struct {
	getenv         func(string) string
	names          []string // of all variables that are set
	stdin          io.Reader
	stdout, stderr io.Writer
	noMigrate      bool // serve does not bring the database up to date
	asJSON         bool // print objects for programs, not text for people
}

func (c *cli) run(ctx context.Context, args []string) error {
	root := c.root()
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}

// manual is what --help says of commands, a part for each: in a line, and below that at length.
//
//go:embed manual.txt
var manual string

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use: "kjernebot", Args: noArgs, PersistentPreRunE: noEmptyFlags, RunE: c.serve,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
	})
	root.AddCommand(
		c.serveCommand(),
		c.chatCommand(), c.askCommand(), c.evalCommand(), c.knowledgeCommand(), c.usageCommand(), c.membersCommand(),
		c.roadCommand(), c.checkCommand(),
		c.announceCommand(), c.manifestCommand(), c.doctorCommand(), c.backupCommand(), c.restoreCommand(),
		c.moveCommand(), c.auditCommand(), c.migrateCommand(), c.versionCommand(), c.healthcheckCommand(),
	)
	for part := range strings.SplitSeq("\n"+manual, "\n# ") {
		name, text, _ := strings.Cut(part, "\n")
		command, _, _ := root.Find(strings.Fields(name)) // no command is called kjernebot: that is the root
		short, long, _ := strings.Cut(text, "\n\n")
		command.Short, command.Long = strings.TrimSpace(short), strings.TrimSpace(long)
	}
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	return root
}

// noEmptyFlags refuses `--as ""`: where a variable was not set the flag would not mean nobody, but everybody.
func noEmptyFlags(cmd *cobra.Command, _ []string) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" && err == nil {
			err = usageError{fmt.Errorf("--%s is empty; leave it out, or say what it is", f.Name)}
		}
	})
	return err
}

func (c *cli) serveCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "serve", Args: noArgs, RunE: c.serve}
	cmd.Flags().BoolVar(&c.noMigrate, "no-migrate", false,
		"do not bring the database up to date; end when it is older or there is none")
	return cmd
}

// group is a command that only holds others, and says which when it is called alone.
func group(name, say string, commands ...*cobra.Command) *cobra.Command {
	parent := &cobra.Command{Use: name, RunE: func(cmd *cobra.Command, args []string) error {
		if err := noArgs(cmd, args); err != nil {
			return err
		}
		var names []string
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		return usageError{fmt.Errorf("%s: %s; see '%s --help'", say, strings.Join(names, ", "), cmd.CommandPath())}
	}}
	parent.AddCommand(commands...)
	return parent
}

// noArgs refuses arguments, and takes a word that is no command for what it is.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	cmd.SuggestionsMinimumDistance = 2 // letters that are not the same
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean '" + cmd.CommandPath() + " " + near[0] + "'? "
	}
	return usageError{fmt.Errorf("unknown command or argument %q; %ssee '%s --help'", args[0], hint, cmd.CommandPath())}
}

// completeFlag has the shell complete the values of a flag.
func completeFlag(cmd *cobra.Command, flag string, values func() []string) {
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	}
	_ = cmd.RegisterFlagCompletionFunc(flag, complete) // fails where there is no such flag only
}

// many is more arguments than anybody gives.
const many = math.MaxInt

// takes allows so many arguments; what says what is missing.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usageError{fmt.Errorf("%s is missing; see '%s --help'", what, cmd.CommandPath())}
		case len(args) > most:
			return usageError{fmt.Errorf("one argument too many: %q; see '%s --help'", args[most], cmd.CommandPath())}
		}
		return nil
	}
}

// config reads the settings; what is wrong with them is wrong use of the program.
func (c *cli) config() (config.Config, error) {
	cfg, err := config.Load(c.getenv, c.names...)
	for _, odd := range cfg.Warnings {
		fmt.Fprintln(c.stderr, "kjernebot: warning:", odd)
	}
	if err != nil {
		return cfg, usageError{fmt.Errorf("settings:\n%w", err)}
	}
	return cfg, nil
}

// commandConns is how many connections to PostgreSQL a command uses: the rest are for the server that runs.
const commandConns = 2

// action is what a command of cobra does.
type action = func(*cobra.Command, []string) error

// opened is the database of the settings while a command works on it, by the same rules as the server.
type opened struct {
	*cli
	cfg config.Config
	db  *store.DB
	reg *kommune.Registry
}

// onSettings is a command that works by the settings.
func (c *cli) onSettings(work func(context.Context, config.Config, []string) error) action {
	return func(cmd *cobra.Command, args []string) error {
		cfg, err := c.config()
		if err != nil {
			return err
		}
		return work(cmd.Context(), cfg, args)
	}
}

// onDatabase is a command that works on the database of the settings, opened as the options say.
func (c *cli) onDatabase(work func(*opened, context.Context, []string) error, opts ...store.Option) action {
	return c.onSettings(func(ctx context.Context, cfg config.Config, args []string) error {
		db, err := openDatabase(ctx, c.logger(cfg), cfg, commandConns, append(opts, shellUser())...)
		if err != nil {
			return err
		}
		return errors.Join(work(&opened{c, cfg, db, kommune.New()}, ctx, args), db.Close())
	})
}

// openDatabase opens the database of the settings with so many connections, 0 for the usual number of a server, unless
// DATABASE_CONNS says how many.
func openDatabase(ctx context.Context, lg *slog.Logger, cfg config.Config, conns int, opts ...store.Option) (*store.DB,
	error) {
	opts = append(opts, store.Conns(cmp.Or(cfg.DatabaseConns, conns)))
	db, err := store.Open(ctx, lg, string(cfg.DatabaseURL), opts...)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	return db, nil
}

// logger writes to standard error: text on a terminal and JSON elsewhere, unless the settings say which.
func (c *cli) logger(cfg config.Config) *slog.Logger {
	opts := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "text" || cfg.LogFormat == "" && isTerminal(c.stderr) {
		return slog.New(slog.NewTextHandler(c.stderr, opts))
	}
	return slog.New(slog.NewJSONHandler(c.stderr, opts))
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// withJSON gives a command the flag --json.
func (c *cli) withJSON(usage string, cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&c.asJSON, "json", false, usage)
	return cmd
}

// print shows something: as a line of JSON with --json, and else as text does.
func (c *cli) print(object any, text func()) error {
	if c.asJSON {
		return c.encoder().Encode(object)
	}
	text()
	return nil
}

// encoder prints one JSON object a line.
func (c *cli) encoder() *json.Encoder {
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	return e
}

func (c *cli) printf(format string, args ...any) { fmt.Fprintf(c.stdout, format, args...) }

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 20

// lines reads what people type, line by line.
func lines(in io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 64<<10), maxLine)
	return s
}

// appVersion is the version of the program and of the Teams app. CHANGELOG.md tells what came with it.
const appVersion = "0.1.0"

// licences is the licence of everything that is linked in, compressed to a sixth; kept true by TestLicences.
//
//go:embed licences.gz
var licences []byte

func (c *cli) versionCommand() *cobra.Command {
	var withLicences bool
	cmd := &cobra.Command{
		Use: "version", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if !withLicences {
				fmt.Fprintln(c.stdout, "kjernebot", appVersion+revision())
				return nil
			}
			text, err := gzip.NewReader(bytes.NewReader(licences))
			if err != nil {
				return err
			}
			_, err = io.Copy(c.stdout, text) //nolint:gosec // our own file
			return err
		},
	}
	cmd.Flags().BoolVar(&withLicences, "licenses", false, "the licences of what other people wrote and is in the program")
	return cmd
}

// revision is the commit that the program was built from, where the build knew it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ", " + info.GoVersion + ")"
		}
	}
	return " (" + info.GoVersion + ")"
}
