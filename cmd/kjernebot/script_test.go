package main

import (
	"context"
	"flag"
	"io"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"kjernebot/internal/racetest"
)

const raced = racetest.On

// TestMain lets the scripts run the real program as the command kjernebot. Most tests wait for clocks and connections, so
// more of them than there are processors go side by side; but not where each takes ten times as long.
func TestMain(m *testing.M) {
	if !raced {
		if err := flag.Set("test.parallel", "4"); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"kjernebot": main})
}

// TestScripts runs the command line as people and scripts use it; see testdata/script.
func TestScripts(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("several hundred processes, each started ten times as slowly; the gate has run them without the race detector")
	}
	guide := smallGuide(t)
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: func(e *testscript.Env) error {
		e.Setenv("SMALL_GUIDE", guide)
		return nil
	}})
}

// TestEnvironmentWinsOverFile: what is set in the environment counts, and the file fills the gaps.
func TestEnvironmentWinsOverFile(t *testing.T) {
	file := t.TempDir() + "/.env"
	if err := os.WriteFile(file, []byte("PORT=1111\nLOG_LEVEL=debug\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PORT", "2222")
	getenv, _, err := environment(file, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if getenv("PORT") != "2222" || getenv("LOG_LEVEL") != "debug" {
		t.Errorf("PORT=%s LOG_LEVEL=%s", getenv("PORT"), getenv("LOG_LEVEL"))
	}
}

// TestServeRefusesHalfARegistration: it stops at once and names the variable.
func TestServeRefusesHalfARegistration(t *testing.T) {
	getenv := func(name string) string { return map[string]string{"MICROSOFT_APP_ID": "x"}[name] }
	err := run(context.Background(), []string{"serve"}, getenv, nil, os.Stdout, os.Stderr)
	if exitStatus(err) != 2 {
		t.Errorf("exit status %d: %v", exitStatus(err), err)
	}
}

// run is the whole program with settings of its own.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout,
	stderr io.Writer) error {
	return (&cli{getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr}).run(ctx, args)
}
