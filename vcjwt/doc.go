// Package vcjwt reads, checks and makes Open Badges credentials in the form of
// a signed JSON Web Token (VC-JWT): three parts of base64url, the second of
// which is the credential itself.
//
// To verify one:
//
//	tok, err := vcjwt.Parse(text)          // syntax only: nothing is believed yet
//	key, err := did.Bind(doc, issuer, tok.Header.Kid, "assertionMethod", now)
//	err = tok.Verify(key)                  // the mathematics
//	for _, m := range tok.ClaimMismatches() { … }
//
// The header of a token names a key (kid) or carries one (jwk), and either
// proves nothing about who signed: the key comes from the issuer, as a did.Key.
// A claim that says something else than the credential beside it is an attempt
// to have two readers read two things, and ClaimMismatches finds it.
//
// To make one, Sign merges the claims iss, jti, sub, nbf and exp into the root
// of a credential and signs it. SignPayload signs any other payload the same
// way, as Open Badges 2.0 does with its assertions.
//
// Tokens with selective disclosure (SD-JWT) are read by ParseSD, never by Parse:
// who does not expect one must not be given one. What the holder disclosed is put
// in its place, and from there on it is a token like others; VerifyBinding tells
// whether it was the holder who showed it.
//
// This package refuses what it does not need: every algorithm but RS256, PS256,
// ES256, ES384 and EdDSA; extensions (crit, b64, zip); keys from a URL in the
// header (jku, x5u, x5c); encrypted tokens. It needs
// go-jose only for the mathematics; the text is taken apart here, and strictly,
// before anything is decoded.
package vcjwt
