package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/piprate/json-gold/ld"
)

// goldOptions makes json-gold ready, with the contexts of the two documents at
// hand: it must not spend time on fetching.
func goldOptions() (*ld.JsonLdOptions, error) {
	loader := contexts{}
	root, err := os.OpenRoot(filepath.Join("jsonld", "contexts"))
	if err != nil {
		return nil, fmt.Errorf("%w (run it from the root of the repository)", err)
	}
	defer root.Close() // nothing was written
	for url, file := range map[string]string{
		"https://www.w3.org/ns/credentials/v2":                       "credentials-v2.jsonld",
		"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-3.0.3.json",
		"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json":    "ob-v3p0-extensions.json",
	} {
		text, err := root.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var doc any
		if err := json.Unmarshal(text, &doc); err != nil {
			return nil, err
		}
		loader[url] = &ld.RemoteDocument{DocumentURL: url, Document: doc}
	}
	opt := ld.NewJsonLdOptions("")
	opt.DocumentLoader, opt.Algorithm, opt.Format = loader, ld.AlgorithmURDNA2015, "application/n-quads"
	return opt, nil
}

type contexts map[string]*ld.RemoteDocument

func (c contexts) LoadDocument(url string) (*ld.RemoteDocument, error) {
	if d := c[url]; d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("unknown context %s", url)
}

func (b *bench) goldCanonize(text []byte) (string, error) {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return "", err
	}
	out, err := ld.NewJsonLdProcessor().Normalize(v, b.gold)
	if err != nil {
		return "", err
	}
	return out.(string), nil
}

func (b *bench) goldDigest(text []byte) ([32]byte, error) {
	nquads, err := b.goldCanonize(text)
	return sha256.Sum256([]byte(nquads)), err
}
