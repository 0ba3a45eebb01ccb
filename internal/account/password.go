package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"blazon/internal/fault"
)

// A password has at least minPassword characters and at most maxPassword bytes,
// all of which count.
const (
	minPassword = 8
	maxPassword = 256
)

// Cost says how hard passwords are to hash. The zero Cost means the defaults.
type Cost struct {
	Memory uint32 // KiB; 19456 if zero
	Passes uint32 // 2 if zero
	// AtOnce is how many may be hashed at the same time on this node; the number
	// of processors if zero. Each takes Memory.
	AtOnce int
}

func (c Cost) orDefault() Cost {
	if c.Memory == 0 {
		c.Memory = 19 << 10
	}
	if c.Passes == 0 {
		c.Passes = 2
	}
	if c.AtOnce == 0 {
		c.AtOnce = max(2, runtime.GOMAXPROCS(0))
	}
	return c
}

// waiting is how many hashes may wait for each that is being made, before
// people are asked to come back.
const waiting = 16

// A hasher hashes passwords, a few at a time.
type hasher struct {
	start sync.Once
	slots chan struct{}
	queue atomic.Int64
}

// enter waits for a slot; leave must be called when err is nil.
func (h *hasher) enter(ctx context.Context, atOnce int) error {
	h.start.Do(func() { h.slots = make(chan struct{}, atOnce) })
	if h.queue.Add(1) > int64(atOnce*(1+waiting)) {
		h.queue.Add(-1)
		return &fault.Error{Kind: fault.Unavailable, Text: "Too many people are signing in at this moment. Try again in a few seconds.", RetryAfter: 5 * time.Second}
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		h.queue.Add(-1)
		return ctx.Err()
	}
}

func (h *hasher) leave() {
	<-h.slots
	h.queue.Add(-1)
}

const saltSize, hashSize = 16, 32

// No hash that is kept here is harder than this; one that says so was not made
// here, and checking it could take the node down.
const (
	maxMemory = 1 << 20 // KiB
	maxPasses = 64
)

// hash returns password hashed with argon2id, in the PHC string format.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	cost := a.Cost.orDefault()
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(a.Rand, salt); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	if err := a.hashing.enter(ctx, cost.AtOnce); err != nil {
		return "", err
	}
	defer a.hashing.leave()
	sum := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, 1, hashSize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, cost.Memory, cost.Passes, b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// matches reports whether password is the one that was hashed. With an empty
// hash, for an account that does not exist, it takes as long and answers no.
func (a *Accounts) matches(ctx context.Context, hashed, password string) (bool, error) {
	if len(password) > maxPassword {
		return false, nil
	}
	cost := a.Cost.orDefault()
	salt, want := make([]byte, saltSize), make([]byte, hashSize)
	if hashed != "" {
		var err error
		if cost, salt, want, err = parseHash(hashed, cost); err != nil {
			return false, err
		}
	}
	if err := a.hashing.enter(ctx, cost.AtOnce); err != nil {
		return false, err
	}
	defer a.hashing.leave()
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, 1, uint32(len(want))) //nolint:gosec // hashSize
	return subtle.ConstantTimeCompare(got, want) == 1 && hashed != "", nil
}

// parseHash reads what hash wrote.
func parseHash(s string, cost Cost) (_ Cost, salt, sum []byte, err error) {
	bad := func() (Cost, []byte, []byte, error) {
		return Cost{}, nil, nil, fmt.Errorf("the hash of a password is not in the form it was written in")
	}
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad()
	}
	const costs = "m=%d,t=%d,p=1"
	if n, err := fmt.Sscanf(parts[3], costs, &cost.Memory, &cost.Passes); n != 2 || err != nil || parts[3] != fmt.Sprintf(costs, cost.Memory, cost.Passes) {
		return bad()
	}
	if cost.Memory > maxMemory || cost.Passes == 0 || cost.Passes > maxPasses {
		return bad()
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err1 := b64.DecodeString(parts[4])
	sum, err2 := b64.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(sum) != hashSize {
		return bad()
	}
	return cost, salt, sum, nil
}

// firstOf returns the first character of s.
func firstOf(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// checkPassword refuses what is not a password for the person.
func checkPassword(field, password string, who Address) error {
	switch {
	case len(password) > maxPassword:
		return fault.Field(field, "The password is longer than %d bytes. Use a shorter one.", maxPassword)
	case !utf8.ValidString(password):
		return fault.Field(field, "The password has bytes that are not text in UTF-8. Type it again.")
	case utf8.RuneCountInString(password) < minPassword:
		return fault.Field(field, "The password is shorter than %d characters. Use a longer one; a few words in a row are easy to remember.", minPassword)
	case strings.ContainsRune(password, 0):
		return fault.Field(field, "The password has a NUL character. Type it again.")
	case strings.Trim(password, firstOf(password)) == "":
		return fault.Field(field, "The password is one character again and again, which is guessed first. Use a few words in a row.")
	case strings.EqualFold(password, who.String()), strings.EqualFold(password, who.local):
		return fault.Field(field, "The password is the email address, which is guessed first. Use a few words in a row.")
	}
	return nil
}
