package fetch

import (
	"context"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"blazon/did"
)

// Self answers a URL of our own with what we would serve there.
type Self func(ctx context.Context, u *url.URL, accept string) (*did.Response, error)

// toSelf is why a redirect is not followed: we are what it leads to.
type toSelf struct{ url *url.URL }

// Error implements error.
func (*toSelf) Error() string { return "a redirect to ourselves" }

// askSelf answers a URL of our own site.
func (c *Client) askSelf(ctx context.Context, u *url.URL, accept string) (*did.Response, error) {
	resp, err := c.Self(ctx, u, accept)
	if err != nil {
		return nil, c.failed(ctx, u.String(), err)
	}
	if resp.URL == "" {
		resp.URL = u.String()
	}
	if resp.FetchedAt.IsZero() {
		resp.FetchedAt = c.Now()
	}
	return resp, nil
}

// isSelf reports whether u is of our own site, however it is written, and leaves
// it in the spelling that gate would give it. Such URLs are never asked over the
// network.
func (c *Client) isSelf(ctx context.Context, u *url.URL) bool {
	if c.Self == nil || u.User != nil {
		return false
	}
	self, err := url.Parse(c.SelfURL)
	if err != nil || self.Host == "" || u.Scheme != self.Scheme {
		return false
	}
	host := oneSpelling(u.Hostname())
	// In development a site answers to every name of its machine.
	named := host == oneSpelling(self.Hostname()) || self.Scheme == "http" && isLocal(host)
	at := named && portOf(u) == portOf(self)
	if !at && c.SelfHost != nil && portOf(u) == usualPort(u) {
		at = c.SelfHost(ctx, host)
	}
	if at {
		setHost(u, host)
	}
	return at
}

// oneSpelling returns a host in small letters and A-labels.
func oneSpelling(host string) string {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.String()
	}
	if ascii, err := idna.Lookup.ToASCII(strings.ToLower(host)); err == nil {
		return ascii
	}
	return strings.ToLower(host)
}

// isLocal reports whether host means the machine that looks it up.
func isLocal(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// portOf returns the port of u, which need not be written, nor without zeros.
func portOf(u *url.URL) int {
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	return usualPort(u)
}

// usualPort is the port of the scheme of u.
func usualPort(u *url.URL) int {
	return map[string]int{"https": 443, "http": 80}[u.Scheme]
}
