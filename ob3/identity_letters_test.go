package ob3_test

import (
	"testing"

	"blazon/ob3"
)

// TestAbuse_REC_03_Letters: only an e-mail address is put into small letters before it is hashed.
func TestAbuse_REC_03_Letters(t *testing.T) {
	for name, want := range map[string]bool{
		"emailAddress": true, "email": true, "systemId": false, "userName": false, "ext:email-of-manager": false,
	} {
		kind := ob3.IdentifierTypeEnum(name)
		o := ob3.IdentityObject{Hashed: true, IdentityType: kind, Salt: "s", IdentityHash: ob3.HashIdentity("ada@uni.example", "s")}
		if got := o.Matches("Ada@uni.example", kind); got != want {
			t.Errorf("%s: %t", kind, got)
		}
		if !o.Matches("ada@uni.example", kind) {
			t.Errorf("%s: not as it is", kind)
		}
	}
}
