// Command kjernebot is a Microsoft Teams bot for kommuner that start with kjernejournal. README.md tells what it does,
// ARCHITECTURE.md how it is put together; app.go is the wiring.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"github.com/joho/godotenv"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	getenv, err := environment(".env")
	if err == nil {
		err = run(ctx, os.Args[1:], getenv, os.Stdin, os.Stdout, os.Stderr)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "kjernebot:", err)
	}
	os.Exit(exitStatus(err))
}

// environment reads a .env file; a variable that is set in the environment wins over it. No file is no error.
func environment(file string) (func(string) string, error) {
	values, err := godotenv.Read(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s cannot be read as NAME=value lines: %w", file, err)
	}
	return func(name string) string {
		if v, ok := os.LookupEnv(name); ok {
			return v
		}
		return values[name]
	}, nil
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

// run is the whole program, for main and for tests.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	c := &cli{getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}
