// Package dataintegrity makes and verifies Data Integrity proofs: signatures
// that live inside the JSON they sign, as the member proof.
//
//	signed, err := dataintegrity.Default().Sign(ctx, processor, doc, "eddsa-rdfc-2022", signer, options)
//
//	proofs, err := dataintegrity.Proofs(doc)
//	err = dataintegrity.Default().Verify(ctx, processor, doc, proofs[0], key, dataintegrity.Expect{Now: now})
//
// What is signed is not the text but its meaning. The document is turned into
// RDF and that into one canonical list of statements, so white space, the order
// of members and the way a term is abbreviated may change and the proof still
// holds. The price is that a term that means nothing is signed by nobody; the
// jsonld.Processor therefore refuses documents with undefined terms, at signing
// as well as at verifying.
//
// A cryptosuite hashes two such lists, first that of the proof's own options
// (when, for what, with which key), then that of the document, and signs both
// hashes together. Suites is the table of those that are understood; Trace shows
// every step to whoever has to find out why two implementations disagree.
//
// The key to Verify is a did.Key and comes from the issuer, never from the
// proof. A proof verified with a key whose Bound is false shows only that the
// document is whole.
//
// Several proofs stand side by side (a set: each signs the document alone) or
// on one another (a chain: previousProof names those that are signed, too).
// Verify answers for one proof; the caller decides which of a set it needs and
// must verify every proof that Previous returns.
package dataintegrity
