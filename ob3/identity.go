package ob3

import (
	"crypto/md5" //nolint:gosec // OB 3.0 IdentityHash: old credentials have md5 hashes; we never make one
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// IdentityObject says who the recipient is without telling strangers: they can
// check an identifier they know, and learn none that they do not. The standard
// permits no other members.
//
// OB 3.0 IdentityObject.
type IdentityObject struct {
	Type         string             `json:"type,omitempty"`
	Hashed       bool               `json:"hashed"`
	IdentityHash string             `json:"identityHash,omitempty"` // or the identifier itself, if not Hashed
	IdentityType IdentifierTypeEnum `json:"identityType,omitempty"`
	Salt         string             `json:"salt,omitempty"`
}

// saltBytes is the length of the salts that NewIdentityObject draws. Without a
// salt the hash of an e-mail address is as good as the address: one can try all
// that are known.
const saltBytes = 16

// NewIdentityObject hashes an identifier with a salt from random. E-mail
// addresses are trimmed and written in small letters first.
//
// OB 3.0 ID-02, ID-03.
func NewIdentityObject(t IdentifierTypeEnum, identifier string, random io.Reader) (IdentityObject, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return IdentityObject{}, fmt.Errorf("hash identity: draw salt: %w", err)
	}
	if t == IdentifierEmailAddress {
		identifier = normalized(identifier)
	}
	o := IdentityObject{Hashed: true, IdentityType: t, Salt: hex.EncodeToString(salt)}
	o.IdentityHash = HashIdentity(identifier, o.Salt)
	return o, nil
}

// normalized is how an e-mail address is written before it is hashed. Only the
// letters of ASCII have a small form here: that of the Kelvin sign is a plain k,
// and two people's addresses would become one.
func normalized(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r - 'A' + 'a'
		}
		return r
	}, strings.TrimSpace(s))
}

// HashIdentity returns the SHA-256 hash of an identifier with the salt behind
// it, as IdentityHash has it.
//
// OB 3.0 IdentityHash: sha256$ and the hash of UTF-8(identifier ‖ salt) in hex.
func HashIdentity(identifier, salt string) string {
	sum := sha256.Sum256([]byte(identifier + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}

// Matches reports whether the recipient is the one with this identifier. The
// identifier is tried as it is and, if that fails and it is an e-mail address,
// normalized, since issuers differ in what they hash. Of other identifiers two that
// differ in capitals are two.
//
// OB 3.0 10.3, recipient identifier: the type must be the same. Some issuers
// write email for emailAddress.
func (o IdentityObject) Matches(known string, t IdentifierTypeEnum) bool {
	if known == "" || o.IdentityHash == "" || synonym(o.IdentityType) != synonym(t) {
		return false
	}
	return o.equals(known) || synonym(t) == IdentifierEmailAddress && o.equals(normalized(known))
}

// synonym maps the wrong name of a type to the right one.
func synonym(t IdentifierTypeEnum) IdentifierTypeEnum {
	if t == "email" {
		return IdentifierEmailAddress
	}
	return t
}

func (o IdentityObject) equals(known string) bool {
	if !o.Hashed {
		if synonym(o.IdentityType) == IdentifierEmailAddress {
			return normalized(o.IdentityHash) == normalized(known)
		}
		return o.IdentityHash == known
	}
	algorithm, sum, _ := strings.Cut(strings.ToLower(o.IdentityHash), "$")
	text := []byte(known + o.Salt)
	switch algorithm {
	case "sha256":
		got := sha256.Sum256(text)
		return sum == hex.EncodeToString(got[:])
	case "md5":
		got := md5.Sum(text) //nolint:gosec // read only
		return sum == hex.EncodeToString(got[:])
	}
	return false
}

// Weak reports whether strangers can find the identifier out: it stands there in
// plain, or was hashed without salt or with MD5.
func (o IdentityObject) Weak() bool {
	return !o.Hashed || o.Salt == "" || strings.HasPrefix(strings.ToLower(o.IdentityHash), "md5$")
}

// isIdentityHash reports whether s is md5$ and 32 or sha256$ and 64 hexadecimal
// digits, of either case.
func isIdentityHash(s string) bool {
	algorithm, sum, ok := strings.Cut(s, "$")
	want := map[string]int{"md5": 32, "sha256": 64}[algorithm]
	return ok && len(sum) == want && want > 0 && strings.Trim(sum, "0123456789abcdefABCDEF") == ""
}
