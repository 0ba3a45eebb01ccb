package app

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/vc"
)

// maxContexts bounds how many contexts are added. Each makes every other slower to
// compile.
const maxContexts = 100

// AddContexts returns the contexts that come with the program and those that are
// named, each as URL=FILE and read with read. Errors name the entry and say what is
// wrong with it.
func AddContexts(named []string, read func(file string) ([]byte, error)) (*jsonld.Contexts, error) {
	contexts := jsonld.Pinned()
	if len(named) > maxContexts {
		return nil, fmt.Errorf("there are more than %d", maxContexts)
	}
	var seen []string
	for _, entry := range named {
		at := strings.LastIndex(entry, "=")
		if at < 0 || at == len(entry)-1 {
			return nil, fmt.Errorf("%.200q is not the address of a context and, behind =, the file with its text, such as https://scouts.example/context/v1=scouts.json", entry)
		}
		address, file := entry[:at], entry[at+1:]
		if slices.Contains(seen, address) {
			return nil, fmt.Errorf("%.200s is given twice", address)
		}
		seen = append(seen, address)
		text, err := read(file)
		if err != nil {
			return nil, fmt.Errorf("context %.200s: %w", address, err)
		}
		if contexts, err = contexts.Add(address, text); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return contexts, nil
}

// SchemaPlaces returns where JSON schemas may be that are run: the places that come
// with the program and those that are named, each the beginning of an https address
// that ends with a slash, or the DID of an issuer.
func SchemaPlaces(named []string) ([]string, error) {
	places := vc.SchemaPlaces()
	for _, place := range named {
		u, err := url.Parse(place)
		switch {
		case strings.HasPrefix(place, "did:"):
		case err != nil, u.Scheme != "https", u.Host == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
			return nil, fmt.Errorf("%.200q is neither the beginning of an https address nor a DID", place)
		case !strings.HasSuffix(place, "/"):
			return nil, fmt.Errorf("%.200q does not end with a slash, so it would be the beginning of addresses of others, too", place)
		}
		places = append(places, place)
	}
	return places, nil
}

// contexts reads the contexts that the operator adds.
func (c *Config) contexts() (*jsonld.Contexts, error) {
	contexts, err := AddContexts(c.Contexts, os.ReadFile)
	if err != nil {
		return nil, fmt.Errorf("contexts (--context or BLAZON_CONTEXTS): %w", err)
	}
	return contexts, nil
}

// schemas returns where JSON schemas may be that are run.
func (c *Config) schemas() ([]string, error) {
	places, err := SchemaPlaces(c.Schemas)
	if err != nil {
		return nil, fmt.Errorf("places of schemas (--schemas or BLAZON_SCHEMAS): %w", err)
	}
	return places, nil
}
