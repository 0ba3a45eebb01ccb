package account

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"blazon/internal/fault"
)

// The prefixes say what a secret is for, to people and to programs that search
// for secrets where they should not be.
const (
	prefixSession = "obs_"
	prefixToken   = "obk_"
	prefixReset   = "obr_"
	prefixConfirm = "obc_"
	prefixSetup   = "obi_"
)

const secretSize = 32 // bytes of randomness

var secretText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newSecret returns a secret and the hash to keep of it.
func (a *Accounts) newSecret(prefix string) (secret string, hash []byte) {
	var b [secretSize]byte
	if _, err := io.ReadFull(a.Rand, b[:]); err != nil {
		panic(fmt.Sprintf("account: no randomness: %v", err))
	}
	secret = prefix + secretText.EncodeToString(b[:])
	return secret, digest(secret)
}

// digest returns what is kept of a secret. A secret has 256 random bits, so
// nobody can find it from its hash, and looking it up by hash tells nobody who
// guesses how near they are.
func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// hashOf returns the hash of a secret that has the form of its kind, or nil.
func hashOf(prefix, secret string) []byte {
	body, ok := strings.CutPrefix(secret, prefix)
	if !ok || len(body) != secretText.EncodedLen(secretSize) {
		return nil
	}
	return digest(secret)
}

// noPrefix is the network of a client whose address is not known.
const noPrefix = "unknown"

// Prefix returns the network that a limit counts: the address itself, or an
// IPv6 /64, which is what one household has. What is no address counts together.
func (c Client) Prefix() string {
	ip, err := netip.ParseAddr(c.IP)
	if err != nil {
		return noPrefix
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return noPrefix
	}
	return p.String()
}

// key names a limit without holding what it is about.
func key(kind string, about ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(about, "\x00")))
	return fmt.Sprintf("%s %x", kind, sum[:16])
}

// tooMany asks for patience.
func tooMany(wait time.Duration) error {
	wait = max(wait.Round(time.Second), time.Second)
	return &fault.Error{Kind: fault.TooMany, Text: fmt.Sprintf("There have been too many attempts. Wait %s and try again.", spell(wait)), RetryAfter: wait}
}

// Around returns the network around the one that Prefix returned: what somebody who has
// several networks has them of. Of an IPv4 address it is the /24, of an IPv6 /64 the
// /48; of anything else what was given.
func Around(network string) string {
	p, err := netip.ParsePrefix(network)
	if err != nil {
		a, err := netip.ParseAddr(network)
		if err != nil {
			return network
		}
		p = netip.PrefixFrom(a.Unmap().WithZone(""), 0)
	}
	bits := 48
	if p.Addr().Is4() {
		bits = 24
	}
	around, err := p.Addr().Prefix(bits)
	if err != nil {
		return network
	}
	return around.String()
}
