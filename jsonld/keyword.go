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

// keywordOf returns the keyword that s is.
func keywordOf(s string) keyword {
	if s == "" || s[0] != '@' {
		return notKeyword
	}
	switch s {
	case "@base":
		return kwBase
	case "@container":
		return kwContainer
	case "@context":
		return kwContext
	case "@direction":
		return kwDirection
	case "@graph":
		return kwGraph
	case "@id":
		return kwID
	case "@import":
		return kwImport
	case "@included":
		return kwIncluded
	case "@index":
		return kwIndex
	case "@json":
		return kwJSON
	case "@language":
		return kwLanguage
	case "@list":
		return kwList
	case "@nest":
		return kwNest
	case "@none":
		return kwNone
	case "@prefix":
		return kwPrefix
	case "@propagate":
		return kwPropagate
	case "@protected":
		return kwProtected
	case "@reverse":
		return kwReverse
	case "@set":
		return kwSet
	case "@type":
		return kwType
	case "@value":
		return kwValue
	case "@version":
		return kwVersion
	case "@vocab":
		return kwVocab
	}
	return notKeyword
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
	}
	return 0
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
