package app

import (
	"context"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"

	"blazon/dataintegrity"
	"blazon/internal/award"
	"blazon/internal/blob"
	"blazon/internal/keyring"
	ourmail "blazon/internal/mail"
	"blazon/internal/picture"
	"blazon/internal/store"
	"blazon/jsonld"
)

// files is where pictures are kept: a folder, or S3.
type files interface {
	picture.Files
	// Ready returns nil if files can be kept.
	Ready(ctx context.Context) error
	// List returns the keys that begin with prefix.
	List(ctx context.Context, prefix string) ([]string, error)
}

// openStore opens the database and brings its schema up to date.
func (a *App) openStore(ctx context.Context) error {
	if err := os.MkdirAll(a.config.Data, 0o700); err != nil {
		return fmt.Errorf("the data directory (--data or BLAZON_DATA) cannot be made: %w", err)
	}
	var moved error
	options := store.Options{Log: a.deps.Log, Beside: a.config.beside()}
	if !a.config.OnlyAccounts {
		options.Judge = func(credential []byte) error { moved = a.config.checkMoved(credential); return moved }
	}
	db, err := store.Open(ctx, a.config.databaseURL(), options)
	switch {
	case moved != nil:
		return moved
	case err != nil:
		return a.config.databaseError(err)
	}
	a.store = db
	a.metrics.registry.MustRegister(queueCollector{db.Jobs(), a.deps.Now}, workCollector{a.work})
	a.closers = append(a.closers, db.Close)
	return nil
}

// openFiles opens the storage of pictures.
func (a *App) openFiles(ctx context.Context) error {
	f, done, err := a.config.openFiles(ctx)
	if err != nil {
		return err
	}
	a.files = f
	a.closers = append(a.closers, done)
	return nil
}

// openFiles opens the bucket, or else the folder in the data directory.
func (c *Config) openFiles(ctx context.Context) (files, func() error, error) {
	if c.S3.Endpoint != "" {
		s3, err := blob.OpenS3(ctx, blob.S3Options{
			Endpoint: c.S3.Endpoint, Bucket: c.S3.Bucket, AccessKey: c.S3.AccessKey, SecretKey: c.S3.SecretKey,
			Region: c.S3.Region, Insecure: c.S3.Insecure,
		})
		if err != nil {
			return nil, nil, fmt.Errorf("S3 storage (--s3-endpoint or BLAZON_S3_ENDPOINT): %w", err)
		}
		return s3, func() error { return nil }, nil
	}
	dir, err := blob.OpenDir(c.filesDir())
	if err != nil {
		return nil, nil, fmt.Errorf("the folder of files in the data directory (--data or BLAZON_DATA): %w", err)
	}
	return dir, dir.Close, nil
}

// openKeys finds the master key and makes the keyring.
func (a *App) openKeys(ctx context.Context) error {
	master, err := keyring.LoadMaster(ctx, a.store, a.config.MasterKey, a.config.MasterKeyFile, a.deps.Rand)
	if err != nil {
		return masterError(err)
	}
	a.keys = &keyring.Keyring{
		Store: a.store, Master: master, Now: a.deps.Now, Rand: a.deps.Rand, BaseURL: a.config.BaseURL,
		Suites: dataintegrity.Default(), Processor: &jsonld.Processor{Contexts: jsonld.Pinned()}, Work: a.work,
	}
	return nil
}

// masterError says which settings an error about the master key is about.
func masterError(err error) error {
	return fmt.Errorf("the master key (--master-key-file or BLAZON_MASTER_KEY_FILE, or BLAZON_MASTER_KEY): %w", err)
}

// noteKeys writes down how the names of issuers look and which keys signed awards,
// of those that were made when that was not written down with them. What is not signed
// by a key there is stays without.
func (a *App) noteKeys(ctx context.Context) error {
	if a.config.OnlyAccounts {
		return nil
	}
	if err := a.store.NoteSkeletons(ctx); err != nil {
		return fmt.Errorf("note how the names of issuers look: %w", err)
	}
	err := a.store.EachAwardWithoutKeys(ctx, func(aw award.Award) (proofKey, tokenKey string, err error) {
		return a.keys.Signers(ctx, aw.IssuerID, aw.Credential, aw.JWT)
	})
	if err != nil {
		return fmt.Errorf("note which keys signed old awards: %w", err)
	}
	return nil
}

// openMail chooses between the mail server and the outbox.
func (a *App) openMail(context.Context) error {
	from := mail.Address{Name: "Blazon", Address: a.config.MailFrom}
	if a.config.SMTP == "" {
		a.outbox = &ourmail.Outbox{Shelf: a.store, From: from, Now: a.deps.Now, Rand: a.deps.Rand}
		a.mail = a.outbox
		return nil
	}
	smtp, err := a.config.smtp(from)
	if err != nil {
		return err
	}
	smtp.Now = a.deps.Now
	a.mail = smtp
	return nil
}

// smtp returns the mail server of the configuration.
func (c *Config) smtp(from mail.Address) (*ourmail.SMTP, error) {
	s, err := ourmail.ParseURL(c.SMTP)
	if err != nil {
		return nil, fmt.Errorf("mail server (--smtp or BLAZON_SMTP): %w", err)
	}
	s.From = from
	return &s, nil
}

// filesDir is the folder of files in the data directory.
func (c *Config) filesDir() string { return filepath.Join(c.Data, "files") }

// beside lists what is made after the database, so that a lost database is told
// from one that was never made.
func (c *Config) beside() []string {
	out := []string{c.filesDir()}
	if own := filepath.Join(c.Data, "master.key"); c.MasterKeyFile == own {
		out = append(out, own)
	}
	return out
}

// databaseError says which setting an error of the database is about.
func (c *Config) databaseError(err error) error {
	if c.Database != "" {
		return fmt.Errorf("database (--database or BLAZON_DATABASE): %w", err)
	}
	return fmt.Errorf("database in the data directory (--data or BLAZON_DATA): %w", err)
}
