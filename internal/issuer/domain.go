package issuer

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"blazon/internal/account"
	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/text"
)

// A Domain is a host name at which the public pages of an issuer are shown, besides
// their own address. It identifies nothing: badges keep the addresses they were made
// with. Nobody has a domain by saying so; see Domain.Record.
type Domain struct {
	IssuerID string
	Host     string // lower case, as in the DNS
	// Token is what the record of the host must hold. It is this issuer's alone, so
	// what was published for another issuer, or is left over from one, proves nothing.
	Token     string
	ClaimedAt time.Time
	// ProvedAt is since when the host is shown to be the issuer's; zero while it is
	// not. Nothing is served at a host that is not proved.
	ProvedAt  time.Time
	CheckedAt time.Time // when it was last looked for, with whatever outcome
	SeenAt    time.Time // when the record was last found
	// Trouble is what was wrong when it was last looked for; see the constants.
	Trouble Trouble
}

// A Trouble is why a domain is not served, or will not be for long.
type Trouble string

// The troubles.
const (
	NoRecord    Trouble = "noRecord"    // there is no such record
	OtherRecord Trouble = "otherRecord" // there are records, and none is this issuer's
	NoAnswer    Trouble = "noAnswer"    // the DNS could not be asked
	Taken       Trouble = "taken"       // the record is right, and another issuer holds the host
)

// Proved reports whether the host is served.
func (d Domain) Proved() bool { return !d.ProvedAt.IsZero() }

// asOf is d at a moment, which may be after what is saved of it ended.
func (d Domain) asOf(now time.Time) Domain {
	if d.Trouble == NoAnswer && now.Sub(d.SeenAt) > answerless {
		d.ProvedAt = time.Time{}
	}
	return d
}

// Record is the name and the value of the TXT record that shows that whoever runs
// the DNS of the host wants it to be this issuer's.
func (d Domain) Record() (name, value string) {
	return "_blazon." + d.Host, recordPrefix + d.Token
}

const recordPrefix = "blazon-domain="

const (
	// checkAgain is how often a domain may be looked for by hand.
	checkAgain = 10 * time.Second
	// CheckDomainsEvery is how long after a look a proved domain is looked for again.
	CheckDomainsEvery = 24 * time.Hour
	// answerless is how long a proved domain is served while the DNS does not answer.
	answerless = 7 * 24 * time.Hour
	// checkBatch is how many domains one round looks for.
	checkBatch = 50
	// dnsTime is how long one look may take.
	dnsTime = 10 * time.Second
)

// Domains keeps the domains of issuers, at most one each.
type Domains interface {
	// Domain returns that of an issuer, or fault.NotFound.
	Domain(ctx context.Context, issuerID string) (Domain, error)
	// ProvedDomains returns the issuer of each host that is proved, but for those of
	// which there was no answer and whose record was last seen before since.
	ProvedDomains(ctx context.Context, since time.Time) (map[string]string, error)
	// DueDomains returns proved domains that were last looked for before a moment, and
	// those that ProvedDomains leaves out, the longest ago first.
	DueDomains(ctx context.Context, before, since time.Time, limit int) ([]Domain, error)
	// ClaimDomain keeps d in place of the issuer's domain, if it has one.
	ClaimDomain(ctx context.Context, d Domain, e audit.Entry) error
	// CheckedDomain saves what a look at d found, with an entry unless that has no
	// action. Was is when d had been looked for before. It is fault.NotFound if the
	// issuer's claim is another by now or was looked for since, and fault.Conflict if
	// d is proved and the host is that of another issuer.
	CheckedDomain(ctx context.Context, d Domain, was time.Time, e audit.Entry) error
	// ReleaseDomain forgets the domain of an issuer, or is fault.NotFound.
	ReleaseDomain(ctx context.Context, issuerID string, e audit.Entry) error
	// Spend is that of account.Limiter.
	Spend(ctx context.Context, now time.Time, limits ...account.Limit) (wait time.Duration, which int, err error)
}

// A Resolver asks the DNS.
type Resolver interface {
	// TXT returns the texts of a name. That there are none is no error; an error
	// means that nobody knows.
	TXT(ctx context.Context, name string) ([]string, error)
}

func noDomain() error {
	return fault.New(fault.NotFound, "This issuer has no domain of its own. Claim one first.")
}

// Domain returns the domain of an issuer to its staff, or fault.NotFound.
func (s *Issuers) Domain(ctx context.Context, by, issuerID string) (Domain, error) {
	if err := s.May(ctx, by, issuerID, View); err != nil {
		return Domain{}, err
	}
	d, err := s.domain(ctx, issuerID)
	return d.asOf(s.now()), err
}

// ServedDomains returns the issuer that is shown at each host which is proved.
func (s *Issuers) ServedDomains(ctx context.Context) (map[string]string, error) {
	return s.Domains.ProvedDomains(ctx, s.now().Add(-answerless))
}

// domain returns that of an issuer as it was saved.
func (s *Issuers) domain(ctx context.Context, issuerID string) (Domain, error) {
	d, err := s.Domains.Domain(ctx, issuerID)
	if fault.Is(err, fault.NotFound) {
		return Domain{}, noDomain()
	}
	if err != nil {
		return Domain{}, fmt.Errorf("find the domain of issuer %s: %w", issuerID, err)
	}
	return d, nil
}

// PublicDomain returns the proved domain of an issuer to anyone; the zero Domain if
// it has none.
func (s *Issuers) PublicDomain(ctx context.Context, issuerID string) (Domain, error) {
	d, err := s.domain(ctx, issuerID)
	d = d.asOf(s.now())
	if fault.Is(err, fault.NotFound) || err == nil && !d.Proved() {
		return Domain{}, nil
	}
	return d, err
}

// ClaimDomain notes that an issuer says that a host is its own, and returns the
// record that will prove it. Claiming the same host again changes nothing; another
// takes the place of the one before.
func (s *Issuers) ClaimDomain(ctx context.Context, by, issuerID, host string) (Domain, error) {
	if err := s.May(ctx, by, issuerID, Edit); err != nil {
		return Domain{}, err
	}
	host, err := s.checkHost(host)
	if err != nil {
		return Domain{}, err
	}
	old, err := s.domain(ctx, issuerID)
	switch {
	case err == nil && old.Host == host:
		return old.asOf(s.now()), nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return Domain{}, err
	}
	if err := s.oneAtATime(ctx, "domain claim", issuerID, "Another name was chosen a moment ago. Wait a few seconds, then try again."); err != nil {
		return Domain{}, err
	}
	d := Domain{IssuerID: issuerID, Host: host, Token: id.New(s.Rand), ClaimedAt: s.now()}
	if err := s.Domains.ClaimDomain(ctx, d, s.domainEntry(by, "issuer.domain.claim", d)); err != nil {
		return Domain{}, fmt.Errorf("claim a domain: %w", err)
	}
	return d, nil
}

// ReleaseDomain gives the domain of an issuer up. It is served no longer at once. An
// issuer that has none is as it should be.
func (s *Issuers) ReleaseDomain(ctx context.Context, by, issuerID string) error {
	if err := s.May(ctx, by, issuerID, Edit); err != nil {
		return err
	}
	d, err := s.domain(ctx, issuerID)
	if err == nil {
		err = s.Domains.ReleaseDomain(ctx, issuerID, s.domainEntry(by, "issuer.domain.release", d))
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("release a domain: %w", err)
	}
	return nil
}

// CheckDomain looks for the record of an issuer's domain now. What it found is in the
// Domain: that there is no such record is no error. The error is fault.TooMany if
// that was done a moment ago.
func (s *Issuers) CheckDomain(ctx context.Context, by, issuerID string) (Domain, error) {
	if err := s.May(ctx, by, issuerID, Edit); err != nil {
		return Domain{}, err
	}
	d, err := s.domain(ctx, issuerID)
	if err != nil {
		return Domain{}, err
	}
	if err := s.oneAtATime(ctx, "domain look", issuerID, "This was looked for a moment ago. New records in the DNS take minutes to be seen; wait a little, then check again."); err != nil {
		return Domain{}, err
	}
	return s.look(ctx, by, d)
}

// oneAtATime lets something of a kind be done for an issuer once in ten seconds,
// whatever was claimed and released meanwhile.
func (s *Issuers) oneAtATime(ctx context.Context, kind, issuerID, otherwise string) error {
	wait, _, err := s.Domains.Spend(ctx, s.now(), account.Limit{Key: kind + " " + issuerID, Burst: 1, Every: checkAgain})
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	if wait > 0 {
		return &fault.Error{Kind: fault.TooMany, Text: otherwise, RetryAfter: wait}
	}
	return nil
}

// CheckDomains looks for the records of domains that were not looked for within a
// day, and of those whose time without an answer is over. Several nodes may do so at
// once.
func (s *Issuers) CheckDomains(ctx context.Context) error {
	for {
		due, err := s.Domains.DueDomains(ctx, s.now().Add(-CheckDomainsEvery), s.now().Add(-answerless), checkBatch)
		if err != nil {
			return fmt.Errorf("find the domains to look for: %w", err)
		}
		var errs []error // one that cannot be saved keeps the others from nothing
		for _, d := range due {
			if _, err := s.look(ctx, "", d); err != nil && !fault.Is(err, fault.NotFound) {
				errs = append(errs, err)
			}
		}
		if len(due) < checkBatch || len(errs) > 0 {
			return errors.Join(errs...)
		}
	}
}

// look asks the DNS for the record of d, and saves what that means.
func (s *Issuers) look(ctx context.Context, by string, d Domain) (Domain, error) {
	asking, cancel := context.WithTimeout(ctx, dnsTime)
	defer cancel()
	name, value := d.Record()
	texts, err := s.Resolver.TXT(asking, name)
	if ctx.Err() != nil {
		return Domain{}, context.Cause(ctx)
	}
	return s.keepLook(ctx, by, d, func(d *Domain) { d.found(texts, value, err, s.now()) }, err == nil)
}

// looks is how many looks at a domain may be saved while another is on its way.
const looks = 4

// keepLook saves what a look at d found. If another was saved since d was read, that
// one counts, whichever of them took longer; only where that one had no answer and
// this one has, this one does.
func (s *Issuers) keepLook(ctx context.Context, by string, d Domain, found func(*Domain), answered bool) (Domain, error) {
	for range looks {
		after := d
		found(&after)
		err := s.saveLook(ctx, by, d, after)
		if fault.Is(err, fault.Conflict) && after.Proved() {
			after.ProvedAt, after.Trouble = time.Time{}, Taken
			err = s.saveLook(ctx, by, d, after)
		}
		if !fault.Is(err, fault.NotFound) {
			return after, orUnsaved(err)
		}
		saved, lost := s.domain(ctx, d.IssuerID)
		if lost != nil || saved.Token != d.Token {
			return Domain{}, orUnsaved(err)
		}
		if !answered || saved.Trouble != NoAnswer {
			return saved, nil
		}
		d = saved
	}
	return s.domain(ctx, d.IssuerID)
}

func orUnsaved(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("save what was found of a domain: %w", err)
}

// found notes what a look at now found. What is definitely not there ends the
// domain at once: a name that points here and is nobody's can be taken by anybody.
// While the DNS does not answer, what it said before counts for some days.
func (d *Domain) found(texts []string, want string, err error, now time.Time) {
	d.CheckedAt = now
	if err != nil {
		d.Trouble = NoAnswer
		*d = d.asOf(now)
		return
	}
	d.Trouble = NoRecord
	for _, t := range texts {
		if subtle.ConstantTimeCompare([]byte(strings.TrimSpace(t)), []byte(want)) == 1 {
			d.Trouble, d.SeenAt = "", now
			if !d.Proved() {
				d.ProvedAt = now
			}
			return
		}
		if strings.HasPrefix(t, recordPrefix) {
			d.Trouble = OtherRecord
		}
	}
	d.ProvedAt = time.Time{}
}

// saveLook saves a look, with an entry if it changed what is served.
func (s *Issuers) saveLook(ctx context.Context, by string, was, d Domain) error {
	var e audit.Entry
	switch {
	case d.Proved() && !was.Proved():
		e = s.domainEntry(by, "issuer.domain.prove", d)
	case !d.Proved() && was.Proved():
		e = s.domainEntry(by, "issuer.domain.lapse", d)
	}
	return s.Domains.CheckedDomain(ctx, d, was.CheckedAt, e)
}

func (s *Issuers) domainEntry(by, action string, d Domain) audit.Entry {
	return audit.Entry{At: s.now(), Actor: by, Action: action, Object: d.IssuerID, IssuerID: d.IssuerID, Detail: audit.Detail(d.Host)}
}

// errHost is why something is not the name of a host of the internet.
var errHost = errors.New("not the name of a host")

// checkHost returns the name of a host as it is in the DNS, or a fault about the
// field host.
func (s *Issuers) checkHost(host string) (string, error) {
	name, err := hostName(host)
	if err != nil {
		return "", fault.Field("host", "This is not a name such as badges.school.org. Enter the name alone: no https://, no path, no port.")
	}
	own, err := url.Parse(s.BaseURL)
	if err != nil {
		return "", fmt.Errorf("base URL: %w", err)
	}
	site := strings.ToLower(own.Hostname())
	if name == site || strings.HasSuffix(name, "."+site) || strings.HasSuffix(site, "."+name) {
		return "", fault.Field("host", "%s belongs to this site itself. Choose a name in a domain of your own.", name)
	}
	return name, nil
}

// hostName reads a name that somebody could own.
func hostName(host string) (string, error) {
	host = strings.ToLower(strings.TrimSpace(host))
	if strings.ContainsAny(host, "/:@*?#%[]\\_ ") || strings.HasSuffix(host, ".") {
		return "", errHost
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return "", errHost
	}
	name, err := text.Domain(host)
	if err != nil {
		return "", errHost
	}
	last := name[strings.LastIndex(name, ".")+1:]
	if !strings.Contains(name, ".") || strings.Trim(last, "0123456789") == "" || last == "localhost" || last == "local" || last == "internal" || !text.Registrable(name) {
		return "", errHost
	}
	return name, nil
}
