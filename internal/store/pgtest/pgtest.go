// Package pgtest runs a real PostgreSQL server for the tests of one process: a
// new cluster in a temporary folder, without a network port, that forgets
// everything in the end. It is fast because it never waits for the disk, and
// because each test gets a copy of a database that was prepared once.
//
// Where PostgreSQL is not installed tests skip, unless BLAZON_TEST_ALL=1 says
// that none may. KEEPDB=1 leaves the cluster behind and says where.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Server is one cluster. The zero Server starts when it is first needed.
// TestMain must call Stop after the tests:
//
//	var pg pgtest.Server
//
//	func TestMain(m *testing.M) {
//		code := m.Run()
//		pg.Stop()
//		os.Exit(code)
//	}
type Server struct {
	// OnDisk, set before the first Database, keeps the cluster out of memory,
	// for benchmarks.
	OnDisk bool

	mu       sync.Mutex
	started  bool
	err      error
	dir      string
	run      *exec.Cmd
	prepared map[string]bool
	count    int
}

// errMissing says that there is no PostgreSQL to run.
var errMissing = errors.New("PostgreSQL is not installed (initdb and postgres are neither in PATH nor in /usr/lib/postgresql)")

// startTime is how long the server may take to answer.
const startTime = 60 * time.Second

// Database returns the URL of a database that prepare has filled; prepare runs
// once for each name and must close what it opens. A nil prepare gives an empty
// database. The database is dropped when t ends.
func (s *Server) Database(t testing.TB, name string, prepare func(url string) error) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		s.started = true
		s.err = s.start()
	}
	switch {
	case errors.Is(s.err, errMissing) && os.Getenv("BLAZON_TEST_ALL") != "1":
		t.Skip(s.err)
	case s.err != nil:
		t.Fatal(s.err)
	}
	template := "template_" + name
	if prepare == nil {
		template = "template0"
	} else if !s.prepared[name] {
		s.exec(t, "CREATE DATABASE "+quote(template)+" TEMPLATE template0")
		if err := prepare(s.url(template)); err != nil {
			t.Fatal(err)
		}
		s.prepared[name] = true
	}
	s.count++
	db := fmt.Sprintf("test_%d", s.count)
	s.exec(t, "CREATE DATABASE "+quote(db)+" TEMPLATE "+quote(template))
	t.Cleanup(func() {
		if os.Getenv("KEEPDB") != "1" {
			s.exec(t, "DROP DATABASE "+quote(db)+" WITH (FORCE)")
		}
	})
	return s.url(db)
}

// Socket returns the path of the Unix socket the server listens on.
func (s *Server) Socket() string { return filepath.Join(s.dir, ".s.PGSQL.5432") }

// Stop ends the server and removes its files.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run != nil {
		_ = s.run.Process.Signal(syscall.SIGQUIT) // at once; nothing is worth keeping
		_ = s.run.Wait()
		s.run = nil
	}
	if s.dir == "" {
		return
	}
	if os.Getenv("KEEPDB") == "1" {
		fmt.Fprintf(os.Stderr, "pgtest: kept %s\n", s.dir)
		return
	}
	_ = os.RemoveAll(s.dir)
}

func (s *Server) url(db string) string {
	q := url.Values{"host": {s.dir}, "user": {"blazon"}}
	return "postgres:///" + db + "?" + q.Encode()
}

// exec runs one statement in the database that is always there.
func (s *Server) exec(t testing.TB, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// start makes a cluster and runs its server.
func (s *Server) start() error {
	s.prepared = map[string]bool{}
	initdb, err := find("initdb")
	if err != nil {
		return err
	}
	postgres, err := find("postgres")
	if err != nil {
		return err
	}
	as, err := notRoot()
	if err != nil {
		return err
	}
	// The path of a socket has at most 107 bytes, so this is not under a deep TMPDIR.
	where := "/tmp"
	if !s.OnDisk {
		where = place()
	}
	if s.dir, err = os.MkdirTemp(where, "blazon-pg-"); err != nil {
		return err
	}
	if as != nil {
		if err := os.Chown(s.dir, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	init := s.command(as, initdb, "-D", s.dir, "-U", "blazon", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := s.configure(); err != nil {
		return err
	}
	run := s.command(as, postgres, "-D", s.dir, "-k", s.dir, "-c", "listen_addresses=")
	if err := startChild(run); err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	s.run = run
	return s.await()
}

// configure makes the server fast at the price of everything it knows.
func (s *Server) configure() error {
	f, err := os.OpenFile(filepath.Join(s.dir, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(`
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 300
shared_buffers = 64MB
log_min_messages = panic
`)
	return errors.Join(err, f.Close())
}

// Durable makes the server wait for the disk, as it does in earnest, until t
// ends. It is for benchmarks.
func (s *Server) Durable(t testing.TB) {
	t.Helper()
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		s.exec(t, "ALTER SYSTEM SET "+name+" = on")
		t.Cleanup(func() { s.exec(t, "ALTER SYSTEM RESET "+name); s.exec(t, "SELECT pg_reload_conf()") })
	}
	s.exec(t, "SELECT pg_reload_conf()")
}

// await waits until the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.url("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) command(as *syscall.Credential, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(context.Background(), name, args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	return c
}

// find returns the path of a program of PostgreSQL, the newest there is.
func find(name string) (string, error) {
	if p, err := exec.LookPath(name); err == nil {
		return p, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", errMissing
	}
	version := func(p string) int {
		n, _ := strconv.Atoi(strings.Split(p, "/")[4])
		return n
	}
	return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), nil
}

// notRoot returns who runs the server: PostgreSQL refuses root, so root runs it
// as the user of the package.
func notRoot() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil //nolint:nilnil // nil means oneself
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres: %w", err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}

// startChild starts c so that it ends when this process does, however that
// ends. The kernel ties the one to the thread that started the other, so that
// thread is kept.
func startChild(c *exec.Cmd) error {
	dieWithParent(c.SysProcAttr)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- c.Start()
		select {}
	}()
	return <-started
}

// quote writes name as an identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
