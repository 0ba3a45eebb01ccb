package jsonld

// keyword is one of JSON-LD 1.1 1.7, Syntax Tokens and Keywords, or notKeyword.
type keyword uint8

const (
	notKeyword keyword = iota
	kwBase
	kwContainer
	kwContext
	kwDirection
	kwGraph
	kwID
	kwImport
	kwIncluded
	kwIndex
	kwJSON
	kwLanguage
	kwList
	kwNest
	kwNone
	kwPrefix
	kwPropagate
	kwProtected
	kwReverse
	kwSet
	kwType
	kwValue
	kwVersion
	kwVocab
)

// keywords are the keywords by their names.
var keywords = map[string]keyword{
	"@base": kwBase, "@container": kwContainer, "@context": kwContext, "@direction": kwDirection, "@graph": kwGraph,
	"@id": kwID, "@import": kwImport, "@included": kwIncluded, "@index": kwIndex, "@json": kwJSON,
	"@language": kwLanguage, "@list": kwList, "@nest": kwNest, "@none": kwNone, "@prefix": kwPrefix,
	"@propagate": kwPropagate, "@protected": kwProtected, "@reverse": kwReverse, "@set": kwSet, "@type": kwType,
	"@value": kwValue, "@version": kwVersion, "@vocab": kwVocab,
}

// keywordOf returns the keyword that s is.
func keywordOf(s string) keyword {
	if s == "" || s[0] != '@' { // as nearly all do not
		return notKeyword
	}
	return keywords[s]
}

// hasKeywordForm: the ABNF rule "@"1*ALPHA. What has this form without being a
// keyword is reserved, and means nothing.
func hasKeywordForm(s string) bool {
	if len(s) < 2 || s[0] != '@' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if !isAlpha(s[i]) {
			return false
		}
	}
	return true
}

// container is a container mapping: a set of keywords.
type container uint8

const (
	inGraph container = 1 << iota
	inID
	inIndex
	inLanguage
	inList
	inSet
	inType
)

// has reports whether any of mask is in c.
func (c container) has(mask container) bool { return c&mask != 0 }

// containerOf returns the container that a keyword names, 0 if none.
func containerOf(s string) container {
	switch keywordOf(s) {
	case kwGraph:
		return inGraph
	case kwID:
		return inID
	case kwIndex:
		return inIndex
	case kwLanguage:
		return inLanguage
	case kwList:
		return inList
	case kwSet:
		return inSet
	case kwType:
		return inType
	default:
		return 0
	}
}

// direction is a base direction or direction mapping.
type direction uint8

const (
	unset direction = iota // no mapping
	null                   // mapped to null
	ltr
	rtl
)

// directionOf reads null, "ltr" or "rtl".
func directionOf(v *Value) (direction, bool) {
	switch {
	case v.Kind() == Null:
		return null, true
	case v.Str() == "ltr":
		return ltr, true
	case v.Str() == "rtl":
		return rtl, true
	}
	return unset, false
}

func (d direction) String() string {
	return [...]string{"", "", "ltr", "rtl"}[d]
}
