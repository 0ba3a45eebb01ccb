package fetch

import "net/netip"

// The address blocks that are not public, from the IANA special-purpose
// registries of IPv4 and IPv6. In IPv6 only 2000::/3 is public at all, so the
// list has only what is special within it: Teredo and its neighbours,
// documentation, 6to4 (which holds an IPv4 address), AS112.
var (
	v4Special = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
		"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
		"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4")
	v6Public  = netip.MustParsePrefix("2000::/3")
	v6Special = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")

	// What AllowPrivate adds: this machine and the networks people number
	// themselves. Link-local addresses, where clouds keep their secrets, and
	// multicast stay closed.
	private = prefixes("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
		"::1/128", "fc00::/7")
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(texts))
	for _, s := range texts {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// isPublic reports whether a is an address of the public internet. An IPv4
// address in the clothes of IPv6 is judged as what it is.
func isPublic(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is4() {
		return !within(v4Special, a)
	}
	return v6Public.Contains(a) && !within(v6Special, a)
}

// isPrivate reports whether a is of the networks that AllowPrivate opens.
func isPrivate(a netip.Addr) bool {
	return a.IsValid() && a.Zone() == "" && within(private, a.Unmap())
}

func within(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
