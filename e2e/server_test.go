// Package e2e drives the built program as people and other software do: in a
// real browser, over HTTP, and against other implementations.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary is the program under test, as `make build` leaves it.
const binary = "../bin/blazon"

// A server is a running blazon with data of its own.
type server struct {
	base  string // http://localhost:PORT, without a slash at the end
	inner string // where its metrics are
	setup string // the one-time link printed at first start
	data  string
	log   *logBuffer

	program string // another program than the usual one
	cmd     *exec.Cmd
	args    []string
	done    chan error
}

// logBuffer collects what a server prints.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// needAll reports whether nothing may be skipped.
func needAll() bool { return os.Getenv("BLAZON_TEST_ALL") == "1" }

// skipOrFail skips the test for want of something, or fails it where nothing
// may be skipped.
func skipOrFail(t *testing.T, format string, args ...any) {
	t.Helper()
	if needAll() {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// program returns the path of the built program.
func program(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is not built; run `make build` first", binary)
	}
	return path
}

// start runs a server on a free port and waits until it is ready. The extra
// arguments go to `blazon serve`.
func start(t *testing.T, extra ...string) *server {
	t.Helper()
	return startAt(t, t.TempDir(), extra...)
}

// startAt is start on data that is there already.
func startAt(t *testing.T, data string, extra ...string) *server {
	t.Helper()
	port := freePort(t)
	s := &server{base: fmt.Sprintf("http://localhost:%d", port), inner: fmt.Sprintf("localhost:%d", freePort(t)), data: data}
	s.args = append([]string{
		"serve", "--data", s.data, "--listen", fmt.Sprintf("localhost:%d", port),
		"--base-url", s.base, "--insecure-dev", "--listen-internal", s.inner,
	}, extra...)
	s.run(t)
	return s
}

// setupLink finds the one-time link in what the server prints.
var setupLink = regexp.MustCompile(`http://\S+/setup/\S+`)

// run starts the program, again after a stop or a kill.
func (s *server) run(t *testing.T, env ...string) {
	t.Helper()
	s.log = new(logBuffer)
	path := s.program
	if path == "" {
		path = program(t)
	}
	s.cmd = exec.Command(path, s.args...) //nolint:gosec,noctx // our own program
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.done = make(chan error, 1)
	go func(c *exec.Cmd, done chan error) { done <- c.Wait() }(s.cmd, s.done)
	t.Cleanup(s.stop)
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		if resp, err := http.Get(s.base + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				s.setup = setupLink.FindString(s.log.String())
				return
			}
		}
		select {
		case err := <-s.done:
			t.Fatalf("the server ended while starting: %v\n%s", err, s.log)
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("the server did not become ready\n%s", s.log)
}

// idle waits until no job is to be done.
func (s *server) idle(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if _, _, body := get(t, "http://"+s.inner+"/metrics", ""); bytes.Contains(body, []byte("\nblazon_jobs_waiting 0\n")) {
			return
		}
	}
	t.Fatalf("jobs are still waiting\n%s", s.log)
}

// stop ends the server as an operator does, and waits.
func (s *server) stop() {
	if s.cmd == nil || s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(os.Interrupt)
	select {
	case <-s.done:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	s.cmd = nil
}

// waitExit waits until the server has ended by itself.
func (s *server) waitExit(t *testing.T) {
	t.Helper()
	select {
	case <-s.done:
		s.cmd = nil
	case <-time.After(20 * time.Second):
		t.Fatalf("the server is still running\n%s", s.log)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // a TCP listener
}

// blazon runs the program with args and returns what it printed and its exit code.
func blazon(t *testing.T, args ...string) (stdout string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program(t), args...) //nolint:gosec // our own program
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if errs.Len() > 0 {
		s := bufio.NewScanner(strings.NewReader(errs.String()))
		for s.Scan() {
			t.Logf("blazon %s: %s", args[0], s.Text())
		}
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// forEachDatabase runs f on SQLite and on a PostgreSQL of its own.
func forEachDatabase(t *testing.T, f func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, "") })
	t.Run("postgres", func(t *testing.T) { f(t, pg.Database(t, "e2e", nil)) })
}
