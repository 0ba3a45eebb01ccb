package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL bounds the length of a URL that is followed.
const maxURL = 4 << 10

// errBlocked is why a request was not made. It is the same for each kind of
// forbidden address, so that nobody can map a network by asking, and depends on
// what is written in the address only.
var errBlocked = errors.New("only public https addresses are asked")

// parse reads a URL, whose fragment nobody is sent.
func parse(raw string) (*url.URL, error) {
	if len(raw) > maxURL {
		return nil, fmt.Errorf("%w: the URL is longer than %d characters", errBlocked, maxURL)
	}
	for _, b := range []byte(raw) {
		if b <= ' ' || b == 0x7f || b == '\\' {
			return nil, fmt.Errorf("%w: a character that no URL may hold", errBlocked)
		}
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: not a URL", errBlocked)
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// errInside is why no connection was made: a name leads to an address that may not
// be reached. That such a name is known is nobody's business, so it looks like one
// that nobody knows.
var errInside = errors.New("the name leads to an address that may not be reached")

// gate decides whether a URL may be asked at all, before any name is looked
// up. It leaves the URL in the one spelling that is used from here on: small
// letters, A-labels.
func (c *Client) gate(u *url.URL) error {
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !c.AllowHTTP && !c.AllowPrivate):
		return fmt.Errorf("%w: the scheme is %.20q", errBlocked, u.Scheme)
	case u.Opaque != "" || u.Host == "":
		return fmt.Errorf("%w: no host", errBlocked)
	case u.User != nil:
		return fmt.Errorf("%w: it names a user", errBlocked)
	}
	host, err := c.gateHost(u.Hostname())
	if err != nil {
		return err
	}
	if !c.mayUsePort(u) {
		return fmt.Errorf("%w: the port %.10q", errBlocked, u.Port())
	}
	setHost(u, host)
	return nil
}

// setHost exchanges the name in a URL, and leaves its port.
func setHost(u *url.URL, host string) {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
}

// gateHost returns the host as it will be looked up. Names that some resolver
// would read as an address (127.1, 0x7f.1, 2130706433) are refused.
func (c *Client) gateHost(host string) (string, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		if !c.mayReach(addr) {
			return "", errBlocked
		}
		return addr.String(), nil
	}
	ascii, err := idna.Lookup.ToASCII(strings.ToLower(host))
	if err != nil || ascii == "" || strings.HasSuffix(ascii, ".") || strings.ContainsAny(ascii, ":%") {
		return "", fmt.Errorf("%w: the host is not a name", errBlocked)
	}
	if _, err := netip.ParseAddr(ascii); err == nil || endsInNumber(ascii) {
		return "", fmt.Errorf("%w: the host is an address in disguise", errBlocked)
	}
	return ascii, nil
}

// endsInNumber: URL Standard, "ends in a number": such a host is an IPv4
// address or nothing.
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		_, err := strconv.ParseUint("0"+hex, 16, 64)
		return err == nil
	}
	return strings.Trim(last, "0123456789") == ""
}

// mayUsePort allows 443, 80 where http is allowed, and what Ports lists. In
// development any port will do.
func (c *Client) mayUsePort(u *url.URL) bool {
	port := u.Port()
	if port == "" || c.AllowPrivate {
		return true
	}
	return port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" || slices.Contains(c.Ports, port)
}

// CheckPorts says whether texts can be the Ports of Options.
func CheckPorts(ports []string) error {
	for _, port := range ports {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || strconv.FormatUint(n, 10) != port {
			return fmt.Errorf("%q is not a port such as 8443", port)
		}
	}
	return nil
}

// mayReach decides about an address, be it written in a URL or that of a socket.
func (c *Client) mayReach(a netip.Addr) bool {
	if c.reachable != nil {
		return c.reachable(a)
	}
	return isPublic(a) || c.AllowPrivate && isPrivate(a)
}
