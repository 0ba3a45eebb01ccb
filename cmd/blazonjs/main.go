//go:build js && wasm

// Command blazonjs is the verifier for a browser: package blazon, compiled to
// WebAssembly, so that a badge can be judged without being sent anywhere.
//
// It defines two functions for scripts,
//
//	blazonVerify(badge: Uint8Array, options: Options): Promise<string>
//	blazonShow(badge: Uint8Array, options: Options): Promise<string>
//
//	interface Options {
//	  recipient?: string  // an address that the badge should have been given to
//	  explain?: boolean   // with every value on the way to the answer
//	  language?: string   // as an Accept-Language header has it; blazonShow only
//	  base?: string       // the address of the site, for its pictures; blazonShow only
//	  step?: (url: string, answered: boolean, failed: boolean) => void
//	}
//
// The answer of the first is the report as JSON, and that of the second JSON with
// the members verdict, title and html: the report as a part of a page. The documents that a verification needs
// are asked for by the browser itself, without cookies; what other sites do not
// let it read (CORS) could not be found out, and the verdict says so.
package main

import (
	"context"
	"encoding/json"
	"syscall/js"
	"time"

	"blazon"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/web/verdict"
	"blazon/jsonld"
	"blazon/vc"
)

func main() {
	v := newVerifier()
	define("blazonVerify", func(c *call) (any, error) { return c.verify(v) })
	define("blazonShow", func(c *call) (any, error) {
		report, err := c.verify(v)
		if err != nil {
			return nil, err
		}
		return verdict.Show(context.Background(), report, c.language, c.base, c.opt.Recipient)
	})
	select {} // the functions live as long as the page
}

// define makes a function for scripts. Its answer is a promise of JSON.
func define(name string, f func(*call) (any, error)) {
	js.Global().Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any {
		return promise(func() (any, error) {
			c, err := readCall(args)
			if err != nil {
				return nil, err
			}
			answer, err := f(c)
			if err != nil {
				return nil, err
			}
			data, err := json.Marshal(answer)
			return string(data), err
		})
	}))
}

// newVerifier is the strict verifier whose network is the browser's.
func newVerifier() *vc.Verifier {
	return &vc.Verifier{
		Processor: &jsonld.Processor{Contexts: jsonld.Pinned()},
		Suites:    dataintegrity.Default(),
		Methods:   did.Default(browser{}),
		Fetcher:   browser{},
		Now:       time.Now,
		Memory:    vc.NewMemory(),
	}
}

// maxBadge is how large a badge may be, as on the page.
const maxBadge = 10 << 20

// A call is what a script asks for.
type call struct {
	input          []byte
	opt            vc.Options
	language, base string
	step           js.Value
}

// readCall reads the arguments of a function.
func readCall(args []js.Value) (*call, error) {
	if len(args) == 0 || !args[0].InstanceOf(js.Global().Get("Uint8Array")) {
		return nil, errUsage
	}
	size := args[0].Get("length").Int()
	if size > maxBadge {
		return nil, errTooLarge
	}
	c := &call{input: make([]byte, size)}
	js.CopyBytesToGo(c.input, args[0])
	if len(args) < 2 || args[1].Type() != js.TypeObject {
		return c, nil
	}
	for name, to := range map[string]*string{"recipient": &c.opt.Recipient, "language": &c.language, "base": &c.base} {
		if v := args[1].Get(name); v.Type() == js.TypeString {
			*to = v.String()
		}
	}
	c.opt.Explain, c.opt.Refresh = args[1].Get("explain").Truthy(), args[1].Get("refresh").Truthy()
	c.step = args[1].Get("step")
	return c, nil
}

// verify judges the badge.
func (c *call) verify(verifier *vc.Verifier) (*vc.Report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	v := *verifier
	v.Fetcher = browser{c.step}
	begun, inner, stop, err := v.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	report, err := blazon.Verify(inner, begun, c.input, c.opt)
	if err != nil {
		return nil, err
	}
	verdict.AddReason(inner, begun.Fetcher, c.base, report)
	report.Documents = begun.Documents()
	return report, nil
}
