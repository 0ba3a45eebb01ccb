package ob2

import (
	"crypto/md5" //nolint:gosec // OB 2.0 IdentityHash: old badges have md5 hashes; we never make one
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// saltBytes is the length of the salts that NewIdentityObject draws. Without a
// salt the hash of an e-mail address is as good as the address: one can try all
// that are known.
const saltBytes = 16

// NewIdentityObject hashes an e-mail address with a salt from random. It is
// trimmed and written in small letters first.
//
// OB 2.0 3.1: hosts compare in small letters.
func NewIdentityObject(email string, random io.Reader) (IdentityObject, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return IdentityObject{}, fmt.Errorf("hash identity: draw salt: %w", err)
	}
	o := IdentityObject{Type: "email", Hashed: true, Salt: hex.EncodeToString(salt)}
	o.Identity = HashIdentity(normalized(email), o.Salt)
	return o, nil
}

// normalized is how an e-mail address is written before it is hashed: in small
// letters of ASCII. Other letters stay: the sign for kelvin is no k.
func normalized(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, strings.TrimSpace(s))
}

// HashIdentity returns the SHA-256 hash of an identifier with the salt behind
// it.
//
// OB 2.0 IdentityHash: sha256$ and the hash of UTF-8(identifier ‖ salt) in hex.
func HashIdentity(identifier, salt string) string {
	sum := sha256.Sum256([]byte(identifier + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}

// Matches reports whether the recipient is the one whose property of this type
// (email, url, telephone, id) is known. The identifier is tried as it is and
// then as an e-mail address is normalized, since issuers differ in what they
// hash. MD5 matches too; see Weak.
func (o IdentityObject) Matches(known, typ string) bool {
	if known == "" || o.Identity == "" || identityType(o.Type) != typ {
		return false
	}
	return o.equals(known) || typ == "email" && o.equals(normalized(known))
}

// identityType returns the property that the type of an IdentityObject names:
// versions differ in whether they write a prefix, and Badgr has a name of its own for id.
func identityType(t string) string {
	switch t = withoutPrefix(t); t {
	case "emailAddress":
		return "email"
	case badgrID:
		return "id"
	}
	return t
}

// badgrID is what Badgr calls the property id of a recipient.
const badgrID = "openBadgeId"

func isBadgrID(t string) bool { return withoutPrefix(t) == badgrID }

func withoutPrefix(t string) string { return t[strings.LastIndexAny(t, ":/#")+1:] }

func (o IdentityObject) equals(known string) bool {
	if !o.Hashed {
		if identityType(o.Type) == "email" {
			return normalized(o.Identity) == normalized(known)
		}
		return o.Identity == known
	}
	algorithm, sum, _ := strings.Cut(strings.ToLower(o.Identity), "$")
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
	return !o.Hashed || o.Salt == "" || strings.HasPrefix(strings.ToLower(o.Identity), "md5$")
}

// isIdentityHash reports whether s is md5$ and 32 or sha256$ and 64 hexadecimal
// digits, of either case.
func isIdentityHash(s string) bool { return isHash(s, map[string]int{"md5": 32, "sha256": 64}) }

// isOldHash reports whether s is a hash of those that versions before 2.0 also knew. None
// is ever compared with anybody's address.
//
// OB 1.1 IdentityHash; 1EdTech's schemas of 0.5 and 1.0, Mozilla's validator.
func isOldHash(s string) bool { return isHash(s, map[string]int{"sha1": 40, "sha512": 128}) }

// isHash reports whether s is the name of an algorithm, a sign for dollar and as many
// hexadecimal digits as its hashes have.
func isHash(s string, digits map[string]int) bool {
	algorithm, sum, ok := strings.Cut(s, "$")
	want := digits[strings.ToLower(algorithm)]
	return ok && len(sum) == want && want > 0 && strings.Trim(sum, "0123456789abcdefABCDEF") == ""
}
