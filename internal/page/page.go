// Package page holds the two small types with which long lists are asked for
// and answered: one screenful at a time, found by search, continued by cursor.
package page

// DefaultLimit and MaxLimit bound how many items one answer holds.
const (
	DefaultLimit = 25
	MaxLimit     = 200
)

// Query asks for one screenful of a list.
type Query struct {
	// Search keeps only items that contain every word of it, ignoring case and
	// accents. Empty keeps all.
	Search string
	// Filter keeps only items in one state, in words of the list asked; empty keeps all.
	Filter string
	// After is the Next of the page before, or empty for the first page. A
	// cursor that was not made by the same list is answered as the first page.
	After string
	// Limit is how many items to return; see Size.
	Limit int
}

// Size returns q.Limit brought between 1 and MaxLimit; zero or less means
// DefaultLimit.
func (q Query) Size() int {
	switch {
	case q.Limit <= 0:
		return DefaultLimit
	case q.Limit > MaxLimit:
		return MaxLimit
	}
	return q.Limit
}

// Page is one screenful.
type Page[T any] struct {
	Items []T
	// Next continues the list when given as Query.After; empty at the end.
	Next string
	// Total counts the items that match, on all pages.
	Total int
	// Astray says that Query.After led nowhere in this list, so that this is the
	// first page.
	Astray bool
}
