package dataintegrity

// ed25519Signature2020 is how credentials of the data model 1.1 were signed
// before there was Data Integrity. It is eddsa-rdfc-2022 in all but the name,
// which is the type of the proof; there is no cryptosuite.
//
// VC Data Integrity EdDSA Cryptosuites, appendix on Ed25519Signature2020.
func ed25519Signature2020() Suite {
	return typed{hashed{"Ed25519Signature2020", rdfc{}, ed25519Scheme}}
}

// typed is a suite whose name is the type of its proofs.
type typed struct{ hashed }

// isTyped reports whether the name of a suite is the type of its proofs.
func isTyped(s Suite) bool {
	_, ok := s.(typed)
	return ok
}
