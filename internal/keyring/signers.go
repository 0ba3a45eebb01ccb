package keyring

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// Signers returns the ids of the issuer's keys that a credential and a token say
// they were signed with; "" for one that names no key of the issuer.
func (k *Keyring) Signers(ctx context.Context, issuerID string, credential []byte, token string) (proofKey, tokenKey string, err error) {
	keys, err := k.Keys(ctx, issuerID)
	if err != nil {
		return "", "", err
	}
	method, kid := named(credential, token)
	for _, key := range keys {
		m, err := k.Method(key)
		if err != nil {
			return "", "", fmt.Errorf("find who signed: %w", err)
		}
		if m == method {
			proofKey = key.ID
		}
		if k.KeyURL(key) == kid {
			tokenKey = key.ID
		}
	}
	return proofKey, tokenKey, nil
}

// named returns the verification method that the first proof of a credential
// names, and the kid of a token.
func named(credential []byte, token string) (method, kid string) {
	var c struct {
		Proof []struct {
			VerificationMethod string `json:"verificationMethod"`
		} `json:"proof"`
	}
	if err := json.Unmarshal(credential, &c); err == nil && len(c.Proof) > 0 {
		method = c.Proof[0].VerificationMethod
	}
	head, _, _ := strings.Cut(token, ".")
	var h struct {
		Kid string `json:"kid"`
	}
	if text, err := base64.RawURLEncoding.DecodeString(head); err == nil && json.Unmarshal(text, &h) == nil {
		kid = h.Kid
	}
	return method, kid
}
