package store_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/job"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

// proxy stands between a store and its server, and can cut them apart.
type proxy struct {
	listener net.Listener
	target   string

	mu     sync.Mutex
	conns  map[net.Conn]bool
	refuse bool
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, target: target, conns: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); p.cut(true); wg.Wait() })
	return p
}

func (p *proxy) serve(c net.Conn) {
	defer c.Close()
	s, err := net.Dial("unix", p.target)
	if err != nil {
		return
	}
	defer s.Close()
	p.mu.Lock()
	refuse := p.refuse
	p.conns[c], p.conns[s] = true, true
	p.mu.Unlock()
	if refuse {
		return
	}
	done := make(chan struct{})
	go func() { _, _ = io.Copy(s, c); s.Close(); close(done) }()
	_, _ = io.Copy(c, s)
	c.Close()
	<-done
	p.mu.Lock()
	delete(p.conns, c)
	delete(p.conns, s)
	p.mu.Unlock()
}

// cut ends all connections and says whether new ones are refused.
func (p *proxy) cut(refuse bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = refuse
	for c := range p.conns {
		c.Close()
	}
}

// TestServerAway is F-05: the server goes away and comes back.
func TestServerAway(t *testing.T) {
	direct := newPostgreSQL(t)
	p := newProxy(t, pg.Socket())
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	via := "postgres://blazon@" + p.listener.Addr().String() + u.Path + "?sslmode=disable"
	db := open(t, via, store.Options{})
	w := &storetest.World{DB: db}
	i := w.Issuer(t, "Knot School")

	p.cut(true)
	var f *fault.Error
	if err := db.Ready(t.Context()); !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfter == 0 {
		t.Errorf("got %v, want unavailable and when to try again", err)
	}
	if _, err := db.Issuer(t.Context(), i.ID); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
	if err := db.SaveSecret(t.Context(), account.Secret{Kind: "x", Hash: []byte("x")}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
	p.cut(false)
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("the server is back, but: %v", err)
	}
	w.Issuer(t, "Other School")

	p.cut(false) // all connections die while they are idle
	if err := db.SaveSecret(t.Context(), account.Secret{Kind: "x", Hash: []byte("x")}); err != nil && !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want no error or unavailable", err)
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("after a cut: %v", err)
	}
}

// TestDeadlock is F-06 with a real one.
func TestDeadlock(t *testing.T) {
	target := newPostgreSQL(t)
	db := open(t, target, store.Options{Patience: 20 * time.Second})
	a, b := account.Limit{Key: "a", Burst: 9, Every: time.Minute}, account.Limit{Key: "b", Burst: 9, Every: time.Minute}
	if _, _, err := db.Spend(t.Context(), storetest.Now, a, b); err != nil {
		t.Fatal(err)
	}
	other, err := raw(t, "pgx", target).Begin()
	if err != nil {
		t.Fatal(err)
	}
	lock := func(key string) error {
		_, err := other.Exec(`UPDATE limits SET full_at = full_at WHERE key = $1`, key)
		return err
	}
	if err := lock("b"); err != nil {
		t.Fatal(err)
	}
	spent := make(chan error)
	go func() {
		_, _, err := db.Spend(background, storetest.Now, a, b) // takes a, waits for b
		spent <- err
	}()
	waiting(t, raw(t, "pgx", target))
	err = lock("a") // whom the server ends of the two is its affair
	if err != nil && !strings.Contains(err.Error(), "deadlock") {
		t.Fatal(err)
	}
	_ = other.Rollback()
	if err := <-spent; err != nil {
		t.Errorf("the attempt ended with %v", err)
	}
}

// TestLockHeld is F-06: a lock that is held for long is not waited for that long.
func TestLockHeld(t *testing.T) {
	target := newPostgreSQL(t)
	db := open(t, target, store.Options{Patience: 200 * time.Millisecond})
	other, err := raw(t, "pgx", target).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback()
	if _, err := other.Exec(`INSERT INTO limits (key, full_at) VALUES ('a', 0)`); err != nil {
		t.Fatal(err)
	}
	_, _, err = db.Spend(t.Context(), storetest.Now, account.Limit{Key: "a", Burst: 1, Every: time.Minute})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
}

// waiting returns when a session waits for a lock.
func waiting(t *testing.T, db *sql.DB) {
	t.Helper()
	for range 500 {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM pg_locks WHERE NOT granted`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nobody waits")
}

func TestServerRefused(t *testing.T) {
	target := newPostgreSQL(t)
	for name, tt := range map[string]struct{ change, want string }{
		"F-13 a newer schema":          {`INSERT INTO goose_db_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM goose_db_version`, "newer version"},
		"F-13 newer tables for jobs":   {`INSERT INTO river_migration (line, version) VALUES ('main', 99)`, "newer version"},
		"the schema is at an old step": {`DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`, "run migrate"},
	} {
		t.Run(name, func(t *testing.T) {
			target := newPostgreSQL(t)
			if _, err := raw(t, "pgx", target).Exec(tt.change); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(t.Context(), target, store.Options{AsIs: true})
			if err == nil {
				db.Close()
				t.Fatal("it opened")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
	t.Run("text is not UTF-8", func(t *testing.T) {
		server := raw(t, "pgx", target)
		if _, err := server.Exec(`CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'`); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := server.Exec(`DROP DATABASE latin WITH (FORCE)`); err != nil {
				t.Error(err)
			}
		})
		u, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/latin"
		if _, err := store.Open(t.Context(), u.String(), store.Options{}); err == nil || !strings.Contains(err.Error(), "LATIN1") {
			t.Errorf("got %v, want an error about the encoding", err)
		}
	})
}

// A job that a dead node was working on is done by another at once; one that a
// living node works on is left alone.
func TestJobsOfDeadNodes(t *testing.T) {
	target := newPostgreSQL(t)
	server := raw(t, "pgx", target)
	open := func() *store.DB {
		db, err := store.Open(t.Context(), target, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	began, release, done := make(chan string, 9), make(chan struct{}), make(chan string, 9)
	runner := func(name string) *job.Runner {
		return &job.Runner{Queue: open().Jobs(), Now: time.Now, Handlers: map[string]job.Handler{
			"test.slow": func(context.Context, []byte) error { began <- name; <-release; return nil },
			"test.deed": func(context.Context, []byte) error { done <- name; return nil },
		}}
	}
	start := func(r *job.Runner) {
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := r.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	db := open()
	if err := db.SaveJobs(t.Context(), job.New("test.slow", 1)); err != nil {
		t.Fatal(err)
	}
	start(runner("alive"))
	<-began
	if err := db.SaveJobs(t.Context(), job.Job{Kind: "test.deed", At: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{blazon-dead}' WHERE kind = 'test.deed'`); err != nil {
		t.Fatal(err)
	}
	start(runner("new"))
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("what the dead node left was not done")
	}
	var state string
	if err := server.QueryRow(`SELECT state FROM river_job WHERE kind = 'test.slow'`).Scan(&state); err != nil || state != "running" || len(began) > 0 {
		t.Errorf("the living node's job is %s, and was begun %d times more: %v", state, len(began), err)
	}
	close(release)
}
