package app

import (
	"context"
	"errors"
	"path/filepath"

	"blazon/internal/store"
)

// Migrate brings the schema of the database to what this program needs, or with
// statusOnly only looks. It returns at which version the schema is afterwards
// and the newest this program knows. Of the configuration it reads where the
// database is and nothing else.
func Migrate(ctx context.Context, config Config, statusOnly bool) (at, latest int64, err error) {
	if statusOnly {
		at, latest, err = store.SchemaOf(ctx, config.databaseURL())
		if err != nil {
			return 0, 0, config.databaseError(err)
		}
		return at, latest, nil
	}
	config.MasterKeyFile = filepath.Join(config.Data, "master.key")
	db, err := store.Open(ctx, config.databaseURL(), store.Options{Beside: config.beside()})
	if err != nil {
		return 0, 0, config.databaseError(err)
	}
	at, latest, err = db.Schema(ctx)
	return at, latest, errors.Join(err, db.Close())
}
