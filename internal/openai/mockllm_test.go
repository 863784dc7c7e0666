package openai_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/openai"
)

// mockLLM starts npm's @dwmkerr/mock-llm 0.1.29, a server of the protocol that is not ours, and returns its address.
// MOCK_LLM_DIR names the folder whose node_modules has it.
func mockLLM(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MOCK_LLM_DIR")
	if dir == "" {
		if os.Getenv("KJERNEBOT_REQUIRE_SERVICES") != "" {
			t.Fatal("MOCK_LLM_DIR is not set: npm install @dwmkerr/mock-llm@0.1.29 in some folder and name it")
		}
		t.Skip("MOCK_LLM_DIR is not set")
	}
	config, err := filepath.Abs("testdata/mock-llm.yaml")
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	var out bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "node_modules/@dwmkerr/mock-llm/dist/main.js"),
		"--config", config)
	cmd.Env = append(os.Environ(), "HOST=127.0.0.1", "PORT="+port)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed below
		close(gone)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may be gone already
		<-gone
	})
	base := "http://127.0.0.1:" + port
	if err := awaitReady(t.Context(), base+"/ready", gone); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return base
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err := errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	return port
}

// awaitReady asks until the server answers, it ends, or a minute has passed.
func awaitReady(ctx context.Context, address string, gone <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-gone:
			return fmt.Errorf("the server ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func TestMockLLM(t *testing.T) {
	base := mockLLM(t)
	fresh := func() *openai.Client {
		return openai.New(slog.New(slog.DiscardHandler),
			openai.Options{Key: secret, BaseURL: base + "/v1", Model: "gpt-4o-mini"})
	}
	given := sentences(t, "steg-1-avtale")
	for question, want := range map[string]string{
		"hvordan kan vi bestille?": "ok", "hva om modellen lyver?": "malformed", "noe annet": "malformed",
		"error-401": "refused",
	} {
		t.Run(question, func(t *testing.T) {
			got, err := fresh().Point(t.Context(), question, given)
			if openai.Outcome(err) != want || (len(got) > 0) != (want == "ok") {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	if err := fresh().Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "OPENAI_MODEL") {
		t.Errorf("a server that answers in prose is called ready: %v", err)
	}
}
