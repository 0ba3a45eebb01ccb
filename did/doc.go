// Package did answers one question: which key speaks for this issuer?
//
// An issuer of badges is named by a decentralized identifier (DID) or by an
// https URL. Each name leads to a document that lists verification methods and
// says what each may be used for. The way from a name to a key is always the
// same, and always starts at the issuer, never at the signature:
//
//	doc, err := did.Default(fetcher).Resolve(ctx, issuer)          // did:key, did:jwk, did:web
//	doc, err := did.FetchDocument(ctx, fetcher, issuer)            // https
//	key, err := did.Bind(doc, issuer, method, "assertionMethod", now)
//
// A Key can be had in no other way than from Bind and its relatives BindKey,
// those of a KeySet, and BindPEM, which read what the issuer publishes, or
// from Unproven, which says in its name what it is worth. So a function that
// takes a Key need not ask where it came from: Key.Bound tells.
//
// What this package refuses: RSA below 2048 bits, points that are not on their
// curve or of small order, any curve but Ed25519, P-256 and P-384, key sets
// that contain private keys, a document that calls itself by another name than
// it was asked for, and documents that arrive from another origin by redirect.
// It opens no connections: those belong to the Fetcher it is given.
//
// Start reading at Bind.
package did
