// Command kjernebot is a Microsoft Teams bot for kommuner that start with kjernejournal. README.md tells what it does,
// ARCHITECTURE.md how it is put together; app.go is the wiring.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/joho/godotenv"
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
	if line := faultyLine(string(text)); line > 0 {
		return nil, nil, fmt.Errorf("%s: line %d is not NAME=value, or opens a quotation mark that is not closed; such as "+
			"PORT=3978", file, line)
	}
	values, err := godotenv.UnmarshalBytes(text)
	if err != nil { // its text quotes the file, which holds secrets
		return nil, nil, fmt.Errorf("%s cannot be read as NAME=value lines", file)
	}
	for _, found := range expanded.FindAllStringSubmatch(string(text), -1) {
		fmt.Fprintf(warnings,
			"kjernebot: warning: %s: a $ in %s stands for another variable; put single quotes around the value, such as "+
				"%s='a$b'\n",
			found[1], file, found[1])
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

// quoted is a line that opens a quotation mark, which may close further down.
var quoted = regexp.MustCompile(`^[^=]*=\s*["']`)

// faultyLine finds the first line that cannot be read, alone or with those after it that its quotation mark goes over;
// 0 when there is none.
func faultyLine(text string) int {
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); {
		n, most := 1, 1
		if quoted.MatchString(lines[i]) {
			most = len(lines) - i
		}
		for n <= most && !isSetting(strings.Join(lines[i:i+n], "\n")) {
			n++
		}
		if n > most {
			return i + 1
		}
		i += n
	}
	return 0
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
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usageError{}):
		return 2
	}
	return 1
}

func (c *cli) run(ctx context.Context, args []string) error {
	root := c.root()
	root.SetArgs(args)
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	return root.ExecuteContext(ctx)
}
