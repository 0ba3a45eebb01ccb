package dataintegrity

// eddsaJCS2022 is Ed25519 over RFC 8785 with SHA-256.
//
// VC Data Integrity EdDSA Cryptosuites 3.3.
func eddsaJCS2022() Suite { return hashed{"eddsa-jcs-2022", jcs{}, ed25519Scheme} }
