package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"

	"blazon/internal/job"
)

//go:embed migrations/*.sql
var migrations embed.FS

// onlyVersion is the migration that runs what one database needs and another
// does not.
const onlyVersion = 6

// errNewer refuses to touch what a newer program made.
var errNewer = errors.New("the database was made by a newer version of Blazon than this one; run that version or a later one")

// errStay refuses to change a schema when only looking was asked for.
var errStay = errors.New("the schema of the database is older than this program; run migrate, or start the server once")

// migrate brings the schema to what this program needs. Each step is a
// transaction, so a run that was interrupted goes on where it stopped.
func (db *DB) migrate(ctx context.Context, o Options) error {
	if db.dialect.lock != nil {
		unlock, err := db.dialect.lock(ctx, db.writer)
		if err != nil {
			return fmt.Errorf("schema: %w", err)
		}
		return errors.Join(db.climb(ctx, o), unlock())
	}
	// Without a lock another program may take the same step first, and ours
	// fails. Then there is one step less to take.
	for try := 1; ; try++ {
		err := db.climb(ctx, o)
		if err == nil || errors.Is(err, errNewer) || errors.Is(err, errStay) || try == tries || !pause(ctx, try) {
			return err
		}
	}
}

// climb takes the steps that are missing.
func (db *DB) climb(ctx context.Context, o Options) error {
	p, err := db.steps()
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("schema: %w", err)
	case have > want:
		return errNewer
	case have < want && o.AsIs:
		return errStay
	}
	done, err := p.Up(ctx)
	for _, r := range done {
		o.Log.LogAttrs(ctx, slog.LevelInfo, "schema changed", slog.Int64("step", r.Source.Version), slog.Duration("took", r.Duration))
	}
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	behind, err := db.jobs.Behind(ctx)
	switch {
	case errors.Is(err, job.ErrNewer):
		return errNewer
	case err != nil || !behind:
		return err
	case o.AsIs:
		return errStay
	}
	return db.jobs.Migrate(ctx)
}

// steps returns what there is to climb.
func (db *DB) steps() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	only := goose.NewGoMigration(onlyVersion, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, text := range db.dialect.only {
			if _, err := tx.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		return nil
	}}, nil)
	p, err := goose.NewProvider(db.dialect.goose, db.writer, files,
		goose.WithGoMigrations(only), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return p, nil
}

// Schema returns the step at which the schema of the database is, and the one
// this program needs.
func (db *DB) Schema(ctx context.Context) (have, want int64, err error) {
	p, err := db.steps()
	if err != nil {
		return 0, 0, err
	}
	have, want, err = p.GetVersions(ctx)
	if err != nil {
		return 0, 0, db.explain(err, "read the version of the schema")
	}
	return have, want, nil
}

// SchemaOf is Schema for a database that is older than this program too, which
// Open with AsIs refuses. It makes and changes nothing.
func SchemaOf(ctx context.Context, url string) (have, want int64, err error) {
	d, err := dialectOf(url)
	if err != nil {
		return 0, 0, err
	}
	opening, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	db, err := d.open(opening, url, Options{AsIs: true, Patience: usualPatience})
	if err != nil {
		return 0, 0, fmt.Errorf("open the database: %w", err)
	}
	db.dialect = d
	have, want, err = db.Schema(ctx)
	return have, want, errors.Join(err, db.Close())
}
