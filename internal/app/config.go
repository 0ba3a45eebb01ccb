// Package app puts the program together: it reads the configuration, opens the
// stores, wires the capabilities to them and the surfaces to the capabilities,
// and runs it all until it is told to stop. It is the only package that knows
// every other, and it decides nothing that they could decide.
package app

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"blazon/internal/fetch"
	"blazon/internal/keyring"
	"blazon/internal/store"
	"blazon/jsonld"
)

// Config is every setting there is. kong reads it from flags and from the
// environment; a flag wins.
type Config struct {
	Data     string `default:"./data" env:"BLAZON_DATA" placeholder:"DIR" help:"Where the database, files and the master key are kept."`
	Database string `env:"BLAZON_DATABASE" placeholder:"URL" help:"postgres://… for PostgreSQL. Without it: SQLite in the data directory."`

	Listen         string   `default:"localhost:8080" env:"BLAZON_LISTEN" placeholder:"ADDR" help:"Where the site listens."`
	ListenInternal string   `env:"BLAZON_LISTEN_INTERNAL" placeholder:"ADDR" help:"Where /metrics listens, and profiles when it is an address of this machine only; keep it off the internet. Without it: nowhere."`
	BaseURL        string   `name:"base-url" env:"BLAZON_BASE_URL" placeholder:"URL" help:"The public address of the site. It becomes part of every badge and must not change later. Without it: http://LISTEN, with --insecure-dev."`
	InsecureDev    bool     `env:"BLAZON_INSECURE_DEV" help:"Allow an http base URL. For development only."`
	TrustedProxies []string `env:"BLAZON_TRUSTED_PROXIES" placeholder:"CIDR" help:"Proxies whose X-Forwarded-For is believed."`

	MasterKey     string `env:"BLAZON_MASTER_KEY" placeholder:"BASE64" help:"The 32 bytes that encrypt signing keys, in base64. Without it: the file below."`
	MasterKeyFile string `env:"BLAZON_MASTER_KEY_FILE" placeholder:"FILE" help:"The file that holds the master key. Without it: master.key in the data directory, made on first start."`

	SMTP     string `env:"BLAZON_SMTP" placeholder:"URL" help:"The mail server: smtps://user:password@host:465, or smtp://host:587 (STARTTLS). Without it: mail goes to the built-in outbox."`
	MailFrom string `env:"BLAZON_MAIL_FROM" placeholder:"ADDRESS" help:"The sender of mail. Without it: badges@HOST of the base URL."`

	S3 S3Config `embed:"" prefix:"s3-" envprefix:"BLAZON_S3_"`

	Ports        []string `env:"BLAZON_PORTS" placeholder:"PORT" help:"Ports at which verification asks public addresses beside 443, as for issuers whose did:web or address names one."`
	AllowPrivate bool     `env:"BLAZON_ALLOW_PRIVATE" help:"Let verification fetch from http and private addresses. For development only."`

	UnreviewedAwards int `default:"50" env:"BLAZON_UNREVIEWED_AWARDS" placeholder:"N" help:"How many awards a day an issuer may give whom no administrator has reviewed; 0: as many as others."`

	Trust      []string `env:"BLAZON_TRUST" placeholder:"FILE" help:"Lists of issuers that you trust; whoever checks a badge is told whether its issuer is on one. Changes no verdict."`
	Registries []string `name:"registry" env:"BLAZON_REGISTRIES" placeholder:"URL=ISSUER" help:"Registries of issuers: where each is, and the id of the issuer who must have signed it."`

	Contexts []string `name:"context" env:"BLAZON_CONTEXTS" placeholder:"URL=FILE" help:"JSON-LD contexts to know beside those that come with the program, as badges name them. They may only add words, and reports say where they rest on one."`
	Schemas  []string `env:"BLAZON_SCHEMAS" placeholder:"PLACE" help:"Where JSON schemas may be that badges are held to, beside the places of the standards: beginnings of https addresses, with a slash at the end, or DIDs of issuers of schemas."`

	LogFormat string `enum:"text,json" default:"text" env:"BLAZON_LOG_FORMAT" help:"How to log: text or json."`
	LogLevel  string `enum:"debug,info,warn,error" default:"info" env:"BLAZON_LOG_LEVEL" help:"How much to log."`

	// OnlyAccounts opens the site to look after accounts: nothing is signed, so
	// the base URL need not be that of its badges. Such an App is not run.
	OnlyAccounts bool `kong:"-"`
}

// S3Config says where files are kept when not in the data directory.
type S3Config struct {
	Endpoint  string `env:"ENDPOINT" placeholder:"HOST" help:"Keep files in S3-compatible storage at this host instead of the data directory."`
	Bucket    string `env:"BUCKET" help:"The bucket."`
	AccessKey string `env:"ACCESS_KEY" help:"The access key."`
	SecretKey string `env:"SECRET_KEY" help:"The secret key. Better given by environment than by flag."`
	Region    string `env:"REGION" help:"The region, where the storage has any."`
	Insecure  bool   `env:"INSECURE" help:"Use http. For development only."`
}

// complete fills in what follows from other settings and refuses what cannot
// work. Errors name the setting, its source, and what to do.
func (c *Config) complete() error {
	if c.BaseURL == "" {
		if !c.InsecureDev {
			return errors.New("no base URL is set: give --base-url or BLAZON_BASE_URL, such as https://badges.example.org; it becomes part of every badge")
		}
		c.BaseURL = "http://" + localName(c.Listen)
	}
	if err := c.checkBaseURL(); err != nil {
		return err
	}
	if c.MasterKeyFile == "" {
		c.MasterKeyFile = filepath.Join(c.Data, "master.key")
	}
	if c.MailFrom == "" {
		u, err := url.Parse(c.BaseURL)
		if err != nil {
			return err
		}
		c.MailFrom = "badges@" + u.Hostname()
	}
	for _, p := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			return fmt.Errorf("trusted proxy %q (--trusted-proxies or BLAZON_TRUSTED_PROXIES) is not a network such as 10.0.0.0/8", p)
		}
	}
	if err := fetch.CheckPorts(c.Ports); err != nil {
		return fmt.Errorf("ports (--ports or BLAZON_PORTS): %w", err)
	}
	if c.S3.Endpoint != "" && c.S3.Bucket == "" {
		return errors.New("S3 storage needs a bucket: give --s3-bucket or BLAZON_S3_BUCKET")
	}
	return nil
}

// check refuses what the parts of the program would refuse later, when others
// have made something already.
func (c *Config) check() error {
	if err := store.CheckURL(c.databaseURL()); err != nil {
		return c.databaseError(err)
	}
	if c.MasterKey != "" {
		if _, err := keyring.ParseMaster(c.MasterKey); err != nil {
			return masterError(err)
		}
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		return fmt.Errorf("sender of mail %q (--mail-from or BLAZON_MAIL_FROM) is not an address such as badges@example.org", c.MailFrom)
	}
	if c.SMTP != "" {
		if _, err := c.smtp(mail.Address{Address: c.MailFrom}); err != nil {
			return err
		}
	}
	if _, err := c.contexts(); err != nil {
		return err
	}
	if _, err := c.schemas(); err != nil {
		return err
	}
	for setting, address := range map[string]string{"--listen or BLAZON_LISTEN": c.Listen, "--listen-internal or BLAZON_LISTEN_INTERNAL": c.ListenInternal} {
		if _, _, err := net.SplitHostPort(address); address != "" && err != nil {
			return fmt.Errorf("%q (%s) is not an address such as localhost:8080", address, setting)
		}
	}
	return nil
}

// checkMoved refuses a database with badges that were made under another base
// URL: what stands in them would lead nowhere, and nothing signed from now on
// would belong to the same issuers.
func (c *Config) checkMoved(credential []byte) error {
	doc, err := jsonld.Parse(credential, jsonld.Limits{})
	if err != nil {
		return nil //nolint:nilerr // the doctor says so
	}
	made, _, ok := strings.Cut(doc.Get("id").Str(), "/awards/")
	if !ok || made == c.BaseURL {
		return nil
	}
	return fmt.Errorf("base URL %q (--base-url or BLAZON_BASE_URL) is not the one that the badges in this database were made under, which is %s; it stands in every badge, and under another nobody could check them: start with %[2]s, or use another data directory or database for another site", c.BaseURL, made)
}

// checkBaseURL refuses a base URL that could not be the start of every badge's id.
func (c *Config) checkBaseURL() error {
	const where = "base URL %q (--base-url or BLAZON_BASE_URL) "
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return fmt.Errorf(where+"is not an address such as https://badges.example.org", c.BaseURL)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf(where+"must be only a scheme and a host", c.BaseURL)
	}
	switch {
	case u.Scheme == "https":
	case u.Scheme == "http" && c.InsecureDev:
	case u.Scheme == "http":
		return fmt.Errorf(where+"is http: badges need https so that others can trust them; for development add --insecure-dev", c.BaseURL)
	default:
		return fmt.Errorf(where+"must start with https://", c.BaseURL)
	}
	c.BaseURL = u.Scheme + "://" + strings.ToLower(u.Host)
	return nil
}

// localName returns the name by which a browser on this machine reaches a
// listener: localhost where it listens on every address.
func localName(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip, _ := netip.ParseAddr(host); err != nil || host != "" && !ip.IsUnspecified() {
		return listen
	}
	return net.JoinHostPort("localhost", port)
}

// databaseURL returns where the database is, the way package store reads it.
func (c *Config) databaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "blazon.db")
}
