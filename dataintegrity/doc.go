// Package dataintegrity makes and verifies Data Integrity proofs: signatures
// that live inside the JSON they sign, as the member proof.
//
//	signed, err := dataintegrity.Default().Sign(ctx, processor, doc, "eddsa-rdfc-2022", signer, options)
//
//	proofs, err := dataintegrity.Proofs(doc)
//	err = dataintegrity.Default().Verify(ctx, processor, doc, proofs[0], key, dataintegrity.Expect{Now: now})
//
// There are two kinds of suites. The RDFC suites sign not the text of a document
// but its meaning: it is turned into RDF and that into one canonical list of
// statements, so white space, the order of members and the way a term is
// abbreviated may change and the proof still holds. The price is that a term that
// means nothing is signed by nobody; the jsonld.Processor therefore refuses
// documents with undefined terms, at signing as well as at verifying. The JCS
// suites sign the text, with its members in one order: all of it, whether a
// context defines it or not. Whoever wants to know that it means something must
// ask the jsonld.Processor.
//
// A cryptosuite hashes two such forms, first that of the proof's own options
// (when, for what, with which key), then that of the document, and signs both
// hashes together. Suites is the table of those that are understood; Trace shows
// every step to whoever has to find out why two implementations disagree.
//
// The suite ecdsa-sd-2023 signs each statement by itself, so that the holder can
// leave some out. Sign makes the base proof that the holder keeps; Derive makes
// of it what is shown; Verify verifies what is shown, and calls a base proof
// ErrBaseProof.
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
