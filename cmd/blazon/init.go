package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"blazon/internal/account"
	"blazon/internal/app"
)

// dataFlags say where the data is, for commands that work on it without serving.
type dataFlags struct {
	Data          string `default:"./data" env:"BLAZON_DATA" placeholder:"DIR" help:"Where the database, files and the master key are kept."`
	Database      string `env:"BLAZON_DATABASE" placeholder:"URL" help:"postgres://… for PostgreSQL. Without it: SQLite in the data directory."`
	MasterKey     string `env:"BLAZON_MASTER_KEY" placeholder:"BASE64" help:"The master key, when it is not in a file."`
	MasterKeyFile string `env:"BLAZON_MASTER_KEY_FILE" placeholder:"FILE" help:"The file that holds the master key. Without it: master.key in the data directory."`
}

// openAsIs is open for commands that need what is there: it makes nothing.
func (d dataFlags) openAsIs(w *world) (*app.App, error) {
	if _, _, err := app.Migrate(w.ctx, app.Config{Data: d.Data, Database: d.Database}, true); err != nil {
		return nil, err
	}
	return d.open(w)
}

// open opens the data as the server would, but for accounts alone.
func (d dataFlags) open(w *world) (*app.App, error) {
	cfg := app.Config{
		Data: d.Data, Database: d.Database, MasterKey: d.MasterKey, MasterKeyFile: d.MasterKeyFile,
		BaseURL: "http://localhost", Listen: "localhost:0", InsecureDev: true, LogFormat: "text", LogLevel: "warn",
		OnlyAccounts: true,
	}
	return app.New(w.ctx, cfg, w.deps(cfg))
}

// initCommand makes the first administrator.
type initCommand struct {
	dataFlags  `embed:""`
	Email      string `required:"" help:"The administrator's e-mail address."`
	Name       string `default:"Administrator" help:"The administrator's name."`
	Password   string `env:"BLAZON_PASSWORD" help:"The password; - reads it from standard input."`
	PrintToken bool   `help:"Also make an API token with every scope, and print it last."`
}

// Help teaches the command.
func (initCommand) Help() string {
	return `For machines without a browser. It works once: when there is an administrator, it
changes nothing and fails.

  blazon init --data ./data --email you@example.org --password - < password.txt`
}

// Run makes the account.
func (c *initCommand) Run(w *world) error {
	password := c.Password
	if password == "-" {
		data, err := io.ReadAll(io.LimitReader(w.in, 4096))
		if err != nil {
			return err
		}
		password = strings.TrimRight(string(data), "\r\n")
	}
	if password == "" {
		return misuse("give --password, or --password - to read it from standard input", "no password was given")
	}
	r := account.Registration{Email: c.Email, Name: c.Name, Password: password}
	if err := r.Check(); err != nil {
		return err
	}
	a, err := c.open(w)
	if err != nil {
		return err
	}
	defer a.Close()
	acc, err := a.Accounts.Init(w.ctx, r)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w.out, "%s is the administrator.\n", acc.Email)
	if !c.PrintToken {
		return nil
	}
	_, secret, err := a.Accounts.NewToken(w.ctx, acc.ID, "Made by blazon init", account.Scopes(), 365*24*time.Hour)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, secret)
	return err
}

// tokenCommand makes an API token.
type tokenCommand struct {
	dataFlags `embed:""`
	Email     string        `required:"" help:"Whose token it is."`
	Name      string        `default:"Made at the command line" help:"What it is for, to be read in the list of tokens."`
	Scope     []string      `placeholder:"SCOPE" help:"What it may do; without any, everything its owner may: ${scopes}."`
	TTL       time.Duration `name:"ttl" default:"8760h" help:"How long it is good."`
}

// Help teaches the command.
func (tokenCommand) Help() string {
	return `Prints the token, once. Only its digest is kept.

  TOKEN=$(blazon token --email you@example.org --scope award:write --name "Nightly awards")`
}

// Run makes the token and prints it.
func (c *tokenCommand) Run(w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	a, err := c.openAsIs(w)
	if err != nil {
		return err
	}
	defer a.Close()
	acc, err := a.Accounts.ByEmail(w.ctx, c.Email)
	if err != nil {
		return err
	}
	scopes := c.Scope
	if len(scopes) == 0 {
		scopes = account.Scopes()
	}
	_, secret, err := a.Accounts.NewToken(w.ctx, acc.ID, c.Name, scopes, c.TTL)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, secret)
	return err
}

// check refuses what could not work, before anything is opened.
func (c *tokenCommand) check() error {
	if _, err := account.ParseAddress("email", c.Email); err != nil {
		return err
	}
	for _, s := range c.Scope {
		if !slices.Contains(account.Scopes(), s) {
			return misuse("the scopes are "+strings.Join(account.Scopes(), ", "), "there is no scope %q", s)
		}
	}
	return nil
}
