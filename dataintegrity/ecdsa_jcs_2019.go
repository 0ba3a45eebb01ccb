package dataintegrity

// ecdsaJCS2019 is ECDSA over RFC 8785: P-256 with SHA-256 and P-384 with SHA-384.
//
// VC Data Integrity ECDSA Cryptosuites 3.3.
func ecdsaJCS2019() Suite { return hashed{"ecdsa-jcs-2019", jcs{}, nistScheme} }
