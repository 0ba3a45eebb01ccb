package vc_test

import (
	"regexp"
	"strings"
	"testing"

	"blazon/vc"
)

// TestCodes: each code is there once and speaks in sentences.
func TestCodes(t *testing.T) {
	seen := make(map[string]bool)
	for _, c := range vc.Codes() {
		if seen[c.Name] || !regexp.MustCompile(`^[A-Z_]+$`).MatchString(c.Name) {
			t.Errorf("%s is there twice or is no code", c.Name)
		}
		seen[c.Name] = true
		for _, s := range []string{c.Meaning, c.Remedy} {
			if !strings.HasSuffix(s, ".") || len(s) < 10 {
				t.Errorf("%s: %q is no sentence", c.Name, s)
			}
		}
	}
	for _, name := range strings.Fields(`MALFORMED_INPUT LIMIT_EXCEEDED UNSUPPORTED_FORMAT MULTIPLE_CREDENTIALS IMAGE_TOO_LARGE
		CONTEXT_NOT_ALLOWED TERM_UNDEFINED SCHEMA_INVALID PROOF_MISSING PROOF_INVALID PROOF_PURPOSE_MISMATCH PROOF_EXPIRED ALG_NOT_ALLOWED
		KEY_WEAK KEY_REVOKED KEY_UNTRUSTED_SOURCE KEY_NOT_BOUND_TO_ISSUER KEY_CHANGED ISSUER_UNRESOLVABLE CLAIM_MISMATCH NOT_YET_VALID
		EXPIRED STATUS_REVOKED STATUS_SUSPENDED STATUS_UNAVAILABLE STATUS_LIST_INVALID STATUS_RANGE_ERROR RECIPIENT_MISMATCH FETCH_BLOCKED FETCH_FAILED PARTS_HIDDEN
		PROOF_DOMAIN_MISMATCH PROOF_CHALLENGE_MISMATCH`) {
		if !seen[name] {
			t.Errorf("programs rely on %s, and it is gone", name)
		}
	}
}
