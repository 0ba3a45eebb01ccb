package jsonld

// object is a map in expanded form (JSON-LD 1.1 API, 5.1): a node, value, list
// or set object. Entries for one property may be in several places of props;
// nothing in RDF depends on that.
type object struct {
	keys      entries
	direction direction
	id        string
	types     []string
	value     *Value // of @value
	language  string
	items     []*object // of @list, @set or @graph; an object has one of them at most, but for @graph with others
	props     []property
	more      *rareEntries
}

// rareEntries are what few objects have.
type rareEntries struct {
	index    string
	reverse  []property
	included []*object
	fragment *fragment // what stands for the object, which is then empty
}

// property is a property and its values, in expanded form.
type property struct {
	iri      string
	absolute bool // iri is known to be a well-formed absolute IRI
	values   []*object
}

// entries says which entries an object has.
type entries uint16

const (
	hasID entries = 1 << iota
	hasType
	hasValue
	hasLanguage
	hasDirection
	hasIndex
	hasList
	hasSet
	hasGraph
	hasReverse
	hasIncluded
	hasProperty
	isJSON  // the @type is @json
	isArray // of types: they were an array
)

// has reports whether o has any of the entries in mask.
func (o *object) has(mask entries) bool { return o.keys&mask != 0 }

// only reports whether all entries of o are in mask.
func (o *object) only(mask entries) bool { return o.keys&^(mask|isJSON|isArray) == 0 }

func (o *object) rare() *rareEntries {
	if o.more == nil {
		o.more = &rareEntries{}
	}
	return o.more
}

// isNode reports whether o is a node object: not a value, list or set object.
func (o *object) isNode() bool { return !o.has(hasValue | hasList | hasSet) }

// isGraph reports whether o is a graph object: JSON-LD 1.1 9.4.
func (o *object) isGraph() bool { return o.has(hasGraph) && o.only(hasGraph|hasIndex|hasID) }
