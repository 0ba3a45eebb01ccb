// Package picture keeps the pictures of badges and the marks of issuers.
//
// A picture is drawn from a design or uploaded as PNG or SVG. Uploads come from
// strangers and are shown to everybody, so nothing of an upload is kept as it
// came: a PNG is decoded and encoded anew, an SVG is read into a tree of a few
// elements and attributes and written anew. What describes a picture but does
// not show (positions of cameras, credentials, comments, scripts) does not
// survive; a picture that would look different without what we cannot draw is
// refused, with what to do.
//
// Files are kept under the digest of their content and never change. Every
// picture can be had as PNG and as SVG; the one that was not uploaded is made
// when it is first asked for.
package picture

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"blazon/bake"
	"blazon/internal/achievement"
	"blazon/internal/design"
	"blazon/internal/fault"
)

// Files is where pictures are kept. A key under which there is nothing is
// fault.NotFound.
type Files interface {
	Put(ctx context.Context, key string, data []byte) error
	Get(ctx context.Context, key string) ([]byte, error)
}

// The media types of pictures.
const (
	typePNG = "image/png"
	typeSVG = "image/svg+xml"
)

// What an upload may measure.
const (
	maxPNG   = 5 << 20 // bytes
	maxSVG   = 1 << 20
	maxSide  = 4096 // pixels
	leastPNG = 16
)

// painted is the size of the PNG that is made of an SVG, in pixels a side.
const painted = 512

// Pictures keeps pictures in Files.
type Pictures struct {
	Files Files
	// one lets only one large picture be in memory at a time.
	one sync.Mutex
}

// folder is where pictures are among the files.
const folder = "pictures/"

// keyOf returns the key of a picture: its digest and its kind.
func keyOf(data []byte, kind string) string {
	sum := sha256.Sum256(data)
	return folder + hex.EncodeToString(sum[:]) + "." + kind
}

// kindOf returns "png" or "svg", as the key says; "" if it is no key of ours.
func kindOf(key string) string {
	digest, kind, _ := strings.Cut(strings.TrimPrefix(key, folder), ".")
	if sum, err := hex.DecodeString(digest); err != nil || len(sum) != sha256.Size || kind != "png" && kind != "svg" || !strings.HasPrefix(key, folder) {
		return ""
	}
	return kind
}

// Whole reports whether data is what was kept under key, which says so itself.
// A picture that was made of another, in the other kind, has no digest of its
// own.
func Whole(key string, data []byte) bool {
	kind := kindOf(key)
	return kind == "" || keyOf(data, kind) == key
}

// Keep checks and cleans an uploaded PNG or SVG file and keeps it under the key
// it returns. A file that cannot be used is a fault of the field "image".
func (p *Pictures) Keep(ctx context.Context, upload []byte) (key, mediaType string, err error) {
	switch {
	case bake.IsPNG(upload):
		data, err := p.cleanPNG(upload)
		if err != nil {
			return "", "", err
		}
		key = keyOf(data, "png")
		return key, typePNG, p.put(ctx, key, data)
	case bake.IsSVG(upload):
		data, png, err := p.cleanSVG(upload)
		if err != nil {
			return "", "", err
		}
		key = keyOf(data, "svg")
		if err := p.put(ctx, key+".png", png); err != nil {
			return "", "", err
		}
		return key, typeSVG, p.put(ctx, key, data)
	}
	return "", "", fault.Field("image", "This is not a PNG or SVG picture. Save it as one of those and choose it again.")
}

// cleanSVG returns an SVG written anew and what it looks like.
func (p *Pictures) cleanSVG(upload []byte) (svg, png []byte, err error) {
	d, err := readSVG(upload)
	if err != nil {
		return nil, nil, err
	}
	p.one.Lock()
	defer p.one.Unlock()
	png, err = d.paint(painted)
	return d.write(), png, err
}

// Draw makes the drawing of a design and keeps it. Without a design it draws
// one that follows from name.
func (p *Pictures) Draw(ctx context.Context, data json.RawMessage, name string) (achievement.Drawn, error) {
	d := design.For(name)
	if len(data) > 0 {
		var err error
		if d, err = design.Parse(data); err != nil {
			return achievement.Drawn{}, fmt.Errorf("design of picture: %w", err)
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		return achievement.Drawn{}, fmt.Errorf("write design: %w", err)
	}
	alt := d.Words()
	svg := d.SVG(alt)
	key := keyOf(svg, "svg")
	return achievement.Drawn{Key: key, MediaType: typeSVG, Design: text, Alt: alt}, p.put(ctx, key, svg)
}

// As returns what is kept under key as kind, "png" or "svg".
func (p *Pictures) As(ctx context.Context, key, kind string) ([]byte, error) {
	own := kindOf(key)
	switch {
	case own == "" || kind != "png" && kind != "svg":
		return nil, fault.New(fault.NotFound, "There is no such picture.")
	case own == kind:
		return p.Load(ctx, key)
	}
	other := key + "." + kind
	data, err := p.Files.Get(ctx, other)
	if !fault.Is(err, fault.NotFound) {
		return data, err
	}
	data, err = p.Load(ctx, key)
	if err != nil {
		return nil, err
	}
	if data, err = p.turn(data, kind); err != nil {
		return nil, fmt.Errorf("picture %s as %s: %w", key, kind, err)
	}
	return data, p.put(ctx, other, data)
}

// turn makes the other kind of a picture that was kept.
func (p *Pictures) turn(data []byte, kind string) ([]byte, error) {
	p.one.Lock()
	defer p.one.Unlock()
	if kind == "svg" {
		return wrapPNG(data)
	}
	d, err := readSVG(data)
	if err != nil {
		return nil, err
	}
	return d.paint(painted)
}

// Load returns what is kept under key.
func (p *Pictures) Load(ctx context.Context, key string) ([]byte, error) {
	kind := kindOf(key)
	if kind == "" {
		return nil, fault.New(fault.NotFound, "There is no such picture.")
	}
	data, err := p.Files.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("picture %s: %w", key, err)
	}
	if keyOf(data, kind) != key {
		return nil, fmt.Errorf("picture %s: the file was changed or is damaged", key)
	}
	return data, nil
}

func (p *Pictures) put(ctx context.Context, key string, data []byte) error {
	if err := p.Files.Put(ctx, key, data); err != nil {
		return fmt.Errorf("keep picture %s: %w", key, err)
	}
	return nil
}
