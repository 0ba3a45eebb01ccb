package keyring

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"io"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
)

// kinds is how keys of each kind are made.
var kinds = map[Kind]func(io.Reader) (crypto.Signer, error){
	Ed25519: func(r io.Reader) (crypto.Signer, error) {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(r, seed); err != nil {
			return nil, err
		}
		return ed25519.NewKeyFromSeed(seed), nil
	},
	P256:    func(r io.Reader) (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), r) },
	RSA2048: func(r io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(r, 2048) },
}

// outfit is the keys every issuer begins with.
var outfit = []struct {
	Purpose Purpose
	Kind    Kind
}{
	{Badge, Ed25519}, {Badge, P256}, {Badge, RSA2048}, {Status, Ed25519}, {Status, P256},
}

// New makes the first keys of an issuer. They are saved with the issuer, so that
// there is never one without the other.
func (k *Keyring) New(issuerID string) ([]Sealed, error) {
	out := make([]Sealed, 0, len(outfit))
	for _, o := range outfit {
		s, err := k.generate(issuerID, o.Purpose, o.Kind)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (k *Keyring) generate(issuerID string, p Purpose, kind Kind) (Sealed, error) {
	signer, err := kinds[kind](k.Rand)
	if err != nil {
		return Sealed{}, fmt.Errorf("make %s key: %w", kind, err)
	}
	return k.seal(issuerID, p, kind, signer)
}

// seal puts a private key into its envelope.
func (k *Keyring) seal(issuerID string, p Purpose, kind Kind, signer crypto.Signer) (Sealed, error) {
	private, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		return Sealed{}, fmt.Errorf("encode %s key: %w", kind, err)
	}
	public, err := x509.MarshalPKIXPublicKey(signer.Public())
	if err != nil {
		return Sealed{}, fmt.Errorf("encode %s key: %w", kind, err)
	}
	s := Sealed{
		ID: id.New(k.Rand), IssuerID: issuerID, Purpose: p, Kind: kind, State: Active,
		Public: public, CreatedAt: k.Now().UTC().Truncate(time.Microsecond),
	}
	s.Private, err = k.Master.seal(k.Rand, private, s.label())
	if err != nil {
		return Sealed{}, fmt.Errorf("seal %s key: %w", kind, err)
	}
	return s, nil
}

// label is what an envelope is bound to: the issuer, the key, its purpose and
// its kind.
func (s Sealed) label() []byte {
	return label("key", s.IssuerID, s.ID, string(s.Purpose), string(s.Kind))
}

// open returns the signer in an envelope, and refuses one that does not belong
// to the public key beside it.
func (k *Keyring) open(s Sealed) (crypto.Signer, error) {
	der, err := k.Master.open(s.Private, s.label())
	if err != nil {
		return nil, err
	}
	private, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("the private key cannot be read: %w", err)
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a %T does not sign", private)
	}
	pub, err := x509.ParsePKIXPublicKey(s.Public)
	if err != nil {
		return nil, fmt.Errorf("the public key cannot be read: %w", err)
	}
	if same, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !same.Equal(pub) {
		return nil, fmt.Errorf("the public key belongs to another private key")
	}
	return signer, nil
}

// public returns what may be known of a key.
func (s Sealed) public() (Key, error) {
	pub, err := x509.ParsePKIXPublicKey(s.Public)
	if err != nil {
		return Key{}, fmt.Errorf("read public key %s: %w", s.ID, err)
	}
	return Key{
		ID: s.ID, IssuerID: s.IssuerID, Purpose: s.Purpose, Kind: s.Kind, Public: pub, State: s.State,
		CreatedAt: s.CreatedAt, RetiredAt: s.RetiredAt,
	}, nil
}

func publicOf(all []Sealed) ([]Key, error) {
	out := make([]Key, 0, len(all))
	for _, s := range all {
		key, err := s.public()
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

// Keys returns every key of an issuer in all states, oldest first.
func (k *Keyring) Keys(ctx context.Context, issuerID string) ([]Key, error) {
	all, err := k.Store.IssuerKeys(ctx, issuerID)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return publicOf(all)
}

// Published returns every key of every issuer with which something can be
// verified: the active and the retired ones.
func (k *Keyring) Published(ctx context.Context) ([]Key, error) {
	all, err := k.Store.PublicKeys(ctx)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return publicOf(all)
}

// maxPublished is how many keys of an issuer are published at most. Readers stop
// at some number of keys in a document (package did at 256), and then believe
// none.
const maxPublished = 200

// Rotate retires an active key and returns the one that signs from now on. What
// the old one signed stays valid. That is the only way in which a key retires:
// an issuer always has one active key of each purpose and kind, so there is
// none that could be taken away without another in its place.
func (k *Keyring) Rotate(ctx context.Context, by, issuerID, keyID string) (Key, error) {
	old, all, err := k.find(ctx, issuerID, keyID)
	if err != nil {
		return Key{}, err
	}
	if old.State != Active {
		return Key{}, fault.New(fault.Conflict, "This key does not sign any more, so there is nothing to replace. Choose the active key.")
	}
	published := 0
	for _, s := range all {
		if s.State != Compromised {
			published++
		}
	}
	if published >= maxPublished {
		return Key{}, fault.New(fault.Conflict, "This issuer has %d keys, and more than that many readers would not look at. Keep the key it has; withdraw it if someone else may have it.", published)
	}
	return k.change(ctx, by, old, Retired, true)
}

// Compromise withdraws a key that someone else may have. Whatever it signed no
// longer verifies with that proof. An active key is replaced at once.
func (k *Keyring) Compromise(ctx context.Context, by, issuerID, keyID string) error {
	old, _, err := k.find(ctx, issuerID, keyID)
	if err != nil {
		return err
	}
	if old.State == Compromised {
		return fault.New(fault.Conflict, "This key has been withdrawn already. There is nothing to do.")
	}
	_, err = k.change(ctx, by, old, Compromised, old.State == Active)
	return err
}

func (k *Keyring) find(ctx context.Context, issuerID, keyID string) (Sealed, []Sealed, error) {
	all, err := k.Store.IssuerKeys(ctx, issuerID)
	if err != nil {
		return Sealed{}, nil, fmt.Errorf("find key: %w", err)
	}
	for _, s := range all {
		if s.ID == keyID {
			return s, all, nil
		}
	}
	return Sealed{}, nil, fault.New(fault.NotFound, "There is no such key.")
}

// change moves a key to another state, with or without a successor.
func (k *Keyring) change(ctx context.Context, by string, old Sealed, to State, replace bool) (Key, error) {
	c := Change{IssuerID: old.IssuerID, KeyID: old.ID, From: old.State, To: to, At: k.Now().UTC().Truncate(time.Microsecond)}
	c.Audit = audit.Entry{At: c.At, Actor: by, Action: "key." + string(to), Object: old.ID, IssuerID: old.IssuerID, Detail: string(old.Purpose) + " " + string(old.Kind)}
	var key Key
	if replace {
		s, err := k.generate(old.IssuerID, old.Purpose, old.Kind)
		if err != nil {
			return Key{}, err
		}
		if key, err = s.public(); err != nil {
			return Key{}, err
		}
		c.Successor = &s
	}
	err := k.Store.ChangeKey(ctx, c)
	if fault.Is(err, fault.Conflict) {
		return Key{}, fault.Wrap(err, fault.Conflict, "Someone else changed this key at the same time. Look at the list of keys again.")
	}
	if err != nil {
		return Key{}, fmt.Errorf("change key %s: %w", old.ID, err)
	}
	return key, nil
}
