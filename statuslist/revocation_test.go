package statuslist_test

import (
	"testing"

	"blazon/statuslist"
)

// A credential is withdrawn however its id is written in the list.
func TestRevokedInOtherLetters(t *testing.T) {
	for id, listed := range map[string]string{
		"urn:uuid:6d3b9c0e-8a51-4d0e-b0a7-0d6f0f0a7c55": "urn:uuid:6D3B9C0E-8A51-4D0E-B0A7-0D6F0F0A7C55",
		"https://uni.example/awards/1":                  " HTTPS://UNI.example:443/awards/%31",
		"https://uni.example":                           "https://uni.example/",
	} {
		l := statuslist.RevocationList{RevokedCredential: []statuslist.RevokedCredential{{ID: listed}}}
		if revoked, _ := l.Revoked(id); !revoked {
			t.Errorf("%s is not found as %s", id, listed)
		}
		if revoked, _ := l.Revoked(id + "0"); revoked {
			t.Errorf("%s is found as %s", id+"0", listed)
		}
	}
}
