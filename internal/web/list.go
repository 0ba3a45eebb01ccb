package web

import (
	"net/url"

	"blazon/internal/page"
	"blazon/internal/serve"
)

// A listing is how a list was asked for and how it goes on.
type listing struct {
	Path           string
	Search, Filter string
	Filters        []option
	After, Next    string
	Total          int
}

// asked reads from the address how a list is asked for.
func asked(r *serve.Request) page.Query {
	return page.Query{Search: r.Asked("search"), Filter: r.Asked("status"), After: r.Asked("after")}
}

// listingOf describes a page of a list that was asked for by q.
func listingOf[T any](r *serve.Request, q page.Query, p page.Page[T], filters ...option) listing {
	return listing{
		Path: r.URL.Path, Search: q.Search, Filter: q.Filter, Filters: filters,
		After: q.After, Next: p.Next, Total: p.Total,
	}
}

// Narrowed reports whether the list leaves anything out.
func (l listing) Narrowed() bool { return l.Search != "" || l.Filter != "" || l.After != "" }

func (l listing) first() string { return l.at("") }

func (l listing) next() string { return l.at(l.Next) }

func (l listing) at(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"search": l.Search, "status": l.Filter, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return l.Path
	}
	return l.Path + "?" + q.Encode()
}
