package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

// The stylesheet, the script and the pictures of the program itself.
//
//go:embed style/*.css script/*.js picture/*.svg
var assetFiles embed.FS

// An asset is one file as browsers get it. Its address has a digest in it, so
// browsers keep it for ever and yet never have an old one.
type asset struct {
	kind       string
	data, gzip []byte
}

// assets are files by the last part of their address.
type assets struct {
	files             map[string]asset
	style, script     string // addresses
	markURL, badgeURL string
}

// loadAssets joins the parts of the stylesheet, in the order of their names,
// and names every file by its content.
func loadAssets() (*assets, error) {
	a := &assets{files: make(map[string]asset)}
	for _, b := range []struct {
		pattern, name, kind string
		url                 *string
	}{
		{"style/*.css", "blazon.css", "text/css; charset=utf-8", &a.style},
		{"script/*.js", "blazon.js", "text/javascript; charset=utf-8", &a.script},
		{"picture/mark.svg", "mark.svg", "image/svg+xml", &a.markURL},
		{"picture/sample.svg", "sample.svg", "image/svg+xml", &a.badgeURL},
	} {
		data, err := join(b.pattern)
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		sum := sha256.Sum256(data)
		base, ext, _ := strings.Cut(b.name, ".")
		name := base + "." + hex.EncodeToString(sum[:6]) + "." + ext
		a.files[name] = asset{b.kind, data, squeeze(data)}
		*b.url = "/static/" + name
	}
	return a, nil
}

// join returns the files that match pattern, one after another.
func join(pattern string) ([]byte, error) {
	names, err := fs.Glob(assetFiles, pattern)
	if err != nil {
		return nil, err
	}
	var out []byte
	for _, name := range names {
		data, err := assetFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, data...)
	}
	return out, nil
}

// squeeze compresses data, or returns nil if that does not make it smaller.
func squeeze(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(data); err != nil || w.Close() != nil || b.Len() >= len(data) {
		return nil
	}
	return b.Bytes()
}

// getStatic answers with a file.
func (s *Server) getStatic(w http.ResponseWriter, r *serve.Request) error {
	f, ok := s.assets.files[r.PathValue("file")]
	if !ok {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	doc := serve.Document{Type: f.kind, Data: f.data, Forever: true}
	w.Header().Set("Vary", "Accept-Encoding")
	if f.gzip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		doc.Data = f.gzip
	}
	return doc.Send(w, r)
}

// getFavicon answers those who look for an icon where icons used to be.
func (s *Server) getFavicon(w http.ResponseWriter, r *serve.Request) error {
	f, ok := strings.CutPrefix(s.assets.markURL, "/static/")
	if !ok {
		return fault.New(fault.NotFound, "There is no icon.")
	}
	return serve.Document{Type: "image/svg+xml", Data: s.assets.files[f].data}.Send(w, r)
}
