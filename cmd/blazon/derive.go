package main

import (
	"errors"
	"fmt"

	"blazon/dataintegrity"
	"blazon/internal/signing"
	"blazon/jsonld"
)

// deriveCommand makes of a badge with a base proof one that shows parts of it.
type deriveCommand struct {
	Reveal []string `sep:"none" placeholder:"POINTER" help:"A part to show beside what the issuer made mandatory, as a JSON Pointer such as /evidence. Can be given several times. An empty one shows everything."`
	contextFlags
	Output string `short:"o" placeholder:"FILE" help:"Where to write. Without it: standard output."`
	Base   string `arg:"" name:"base.json" help:"The badge as its issuer signed it with ecdsa-sd-2023, or - for standard input."`
}

// Help teaches the command.
func (deriveCommand) Help() string {
	return `For earners. A badge that its issuer signed with ecdsa-sd-2023 is yours alone: of it
you make the badge that you show. What you do not reveal can be neither read nor
guessed from that, and it is as genuine as the whole. No key is needed. Evidence,
results and narratives can be hidden unless the issuer said otherwise; issuer,
recipient, achievement, dates and status cannot. A list is shown whole or not at all.

  blazon derive badge.json > without-evidence.json
  blazon derive --reveal /evidence badge.json > with-evidence.json`
}

// Run derives and prints.
func (c *deriveCommand) Run(w *world) error {
	data, err := w.readInput(c.Base)
	if err != nil {
		return err
	}
	contexts, err := c.contexts(w)
	if err != nil {
		return err
	}
	p := &jsonld.Processor{Contexts: contexts}
	shown, err := dataintegrity.Default().Derive(w.ctx, p, data, dataintegrity.Selection{Pointers: c.Reveal})
	if err != nil {
		err = fmt.Errorf("nothing can be derived from %s: %w", c.Base, err)
	}
	switch {
	case errors.Is(err, dataintegrity.ErrMissing), errors.Is(err, dataintegrity.ErrMalformed):
		return hint{err, "take the badge as its issuer signed it with " + signing.Selective + "; others are shown as a whole"}
	case errors.Is(err, dataintegrity.ErrPointer):
		return hint{err, "a JSON Pointer names the members on the way, each after a slash: /credentialSubject/result"}
	case err != nil:
		return err
	}
	return w.writeOutput(c.Output, append(shown, '\n'))
}
