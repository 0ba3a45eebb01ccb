// Package jsonld takes a document from bytes to the digest that is signed.
//
// Parse reads JSON strictly, once, to an immutable tree (Value). A Processor
// turns that tree into RDF by the JSON-LD 1.1 algorithms, with contexts that
// are pinned by digest and never fetched, and the RDF into canonical N-Quads by
// RDFC-1.0, whose digest a proof covers.
//
// A Processor works in safe mode: what would be left out of the RDF (a term no
// context defines, a type or an id that is not an absolute IRI) is an error
// that names the place, because it would look signed and not be.
//
// Everything a stranger can send is bounded: Limits for the text, Budget for
// the graph.
package jsonld
