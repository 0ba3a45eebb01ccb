package main

import (
	"crypto"
	"fmt"

	"blazon/jsonld"
)

// canonizeCommand prints the canonical N-Quads of a document.
type canonizeCommand struct {
	Hash string `enum:"sha256,sha384" default:"sha256" help:"The hash RDFC-1.0 uses: sha256 or sha384."`
	contextFlags
	File string `arg:"" help:"The JSON-LD document, or - for standard input."`
}

// Help teaches the command.
func (canonizeCommand) Help() string {
	return `What is printed is what a Data Integrity signature covers. A word that its @context
does not define is an error, because it would not be covered. Contexts are those this
program carries and those named with --context; none is fetched.

  blazon canonize badge.json | sha256sum`
}

// Run canonicalises and prints.
func (c *canonizeCommand) Run(w *world) error {
	data, err := w.readInput(c.File)
	if err != nil {
		return err
	}
	doc, err := jsonld.Parse(data, jsonld.Limits{})
	if err != nil {
		return fmt.Errorf("%s cannot be read as JSON: %w", c.File, err)
	}
	h := crypto.SHA256
	if c.Hash == "sha384" {
		h = crypto.SHA384
	}
	contexts, err := c.contexts(w)
	if err != nil {
		return err
	}
	p := jsonld.Processor{Contexts: contexts}
	nquads, err := p.Canonize(w.ctx, doc, h)
	if err != nil {
		return fmt.Errorf("%s cannot be made canonical: %w", c.File, err)
	}
	_, err = w.out.Write(nquads)
	return err
}
