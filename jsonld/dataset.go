package jsonld

// TermKind says what a Term is.
type TermKind uint8

// The kinds of RDF terms. NoTerm stands where a quad has no graph name: it
// belongs to the default graph.
const (
	NoTerm TermKind = iota
	IRI
	BlankNode
	Literal
)

// A Term is an RDF 1.1 term. Terms are equal if they are equal in Go.
type Term struct {
	Kind     TermKind
	Value    string // IRI, label of the blank node without "_:", or lexical form
	Datatype string // IRI; of literals only
	Language string // tag; of literals whose Datatype is rdf:langString only
}

// A Quad is a statement in a graph.
type Quad struct {
	Subject, Predicate, Object, Graph Term
}

// A Dataset is a set of quads: their order means nothing, and one that is there
// twice is there once.
type Dataset struct {
	Quads []Quad
}

// The IRIs of RDF and XML Schema that the algorithms name.
const (
	rdfNS  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xsdNS  = "http://www.w3.org/2001/XMLSchema#"
	i18nNS = "https://www.w3.org/ns/i18n#"

	rdfType       = rdfNS + "type"
	rdfFirst      = rdfNS + "first"
	rdfRest       = rdfNS + "rest"
	rdfNil        = rdfNS + "nil"
	rdfValue      = rdfNS + "value"
	rdfLanguage   = rdfNS + "language"
	rdfDirection  = rdfNS + "direction"
	rdfLangString = rdfNS + "langString"
	rdfJSON       = rdfNS + "JSON"
	xsdString     = xsdNS + "string"
	xsdBoolean    = xsdNS + "boolean"
	xsdInteger    = xsdNS + "integer"
	xsdDouble     = xsdNS + "double"
)
