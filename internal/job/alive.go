//go:build !js

package job

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"time"
)

// Nodes that share a PostgreSQL database know of each other who is alive: each
// holds an advisory lock of its name, which the server drops with the node's
// connection. What a node without a lock was working on is available again
// within seconds, and River's own rescue, minutes later, has nothing to do.
const (
	// aliveClass is the first half of the locks, "blaz".
	aliveClass = 0x626c617a
	// sweepEvery is how often a node looks for jobs of nodes that died.
	sweepEvery = 5 * time.Second
)

// A watch is one node's sign of life.
type watch struct {
	queue *Queue
	name  string // the node's, as River writes it into attempted_by
	log   *slog.Logger
	conn  *sql.Conn
	stop  context.CancelFunc
	done  chan struct{}
}

// watch takes the lock of a node and sweeps until it is closed. It returns nil
// where there are no other nodes.
func (q *Queue) watch(ctx context.Context, name string, log *slog.Logger) (*watch, error) {
	if q.alone {
		return nil, nil
	}
	w := &watch{queue: q, name: name, log: log, done: make(chan struct{})}
	if err := w.sweep(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start jobs: %w", err), w.drop())
	}
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	go w.run(ctx)
	return w, nil
}

// close ends the sign of life.
func (w *watch) close() error {
	if w == nil {
		return nil
	}
	w.stop()
	<-w.done
	return w.drop()
}

func (w *watch) run(ctx context.Context) {
	defer close(w.done)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := w.sweep(ctx); err != nil && ctx.Err() == nil {
			w.log.LogAttrs(ctx, slog.LevelWarn, "looking for abandoned jobs failed", slog.Any("error", err))
			_ = w.drop() // the lock went with the connection; the next sweep takes both anew
		}
	}
}

// drop lets go of the connection, and so of the lock.
func (w *watch) drop() error {
	if w.conn == nil {
		return nil
	}
	conn := w.conn
	w.conn = nil
	// A pooled connection would keep the lock: it is closed for good.
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	if err := conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		return err
	}
	return nil
}

// sweep shows that this node is alive and takes up what dead ones left.
func (w *watch) sweep(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sweepEvery)
	defer cancel()
	if w.conn == nil {
		conn, err := w.queue.db.Conn(ctx)
		if err != nil {
			return err
		}
		w.conn = conn
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1, $2)`, aliveClass, lockOf(w.name)); err != nil {
			return err
		}
	}
	nodes, err := w.working(ctx)
	if err != nil {
		return err
	}
	for _, node := range nodes {
		if node == w.name {
			continue
		}
		if err := w.inherit(ctx, node); err != nil {
			return err
		}
	}
	return nil
}

// working returns the names of the nodes that jobs are marked as running on.
func (w *watch) working(ctx context.Context) ([]string, error) {
	rows, err := w.conn.QueryContext(ctx, `SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] FROM river_job WHERE state = 'running' AND attempted_by IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var node sql.NullString
		if err := rows.Scan(&node); err != nil {
			return nil, err
		}
		if node.Valid {
			out = append(out, node.String)
		}
	}
	return out, rows.Err()
}

// inherit makes the jobs of a node available again, if it is dead.
func (w *watch) inherit(ctx context.Context, node string) error {
	var dead bool
	if err := w.conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1, $2)`, aliveClass, lockOf(node)).Scan(&dead); err != nil || !dead {
		return err
	}
	r, err := w.conn.ExecContext(ctx, `
		UPDATE river_job SET state = 'available', scheduled_at = now()
		WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1`, node)
	if err == nil {
		n, _ := r.RowsAffected()
		w.log.LogAttrs(ctx, slog.LevelInfo, "jobs of a node that died are done again", slog.String("node", node), slog.Int64("jobs", n))
	}
	_, unlock := w.conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1, $2)`, aliveClass, lockOf(node))
	return errors.Join(err, unlock)
}

// lockOf is the second half of a node's lock. Two names with one lock are both
// taken for alive, and then River's rescue finds what is left.
func lockOf(node string) int32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(node)) // a hash does not fail
	return int32(h.Sum32())      //nolint:gosec // every bit pattern will do
}
