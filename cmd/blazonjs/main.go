//go:build js && wasm

// Command blazonjs is the verifier for a browser: package blazon, compiled to
// WebAssembly, so that a badge can be judged without being sent anywhere.
//
// It defines one function for scripts,
//
//	blazonVerify(badge: Uint8Array, options: {recipient?: string}): Promise<string>
//
// whose answer is the report as JSON. The documents that a verification needs
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
	"blazon/jsonld"
	"blazon/vc"
)

func main() {
	verifier := newVerifier()
	js.Global().Set("blazonVerify", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return promise(func() (any, error) { return verify(verifier, args) })
	}))
	select {} // the function lives as long as the page
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

// verify judges the bytes in the first argument.
func verify(verifier *vc.Verifier, args []js.Value) (any, error) {
	if len(args) == 0 || !args[0].InstanceOf(js.Global().Get("Uint8Array")) {
		return nil, errUsage
	}
	size := args[0].Get("length").Int()
	if size > maxBadge {
		return nil, errTooLarge
	}
	input := make([]byte, size)
	js.CopyBytesToGo(input, args[0])
	var opt vc.Options
	if len(args) > 1 && args[1].Type() == js.TypeObject {
		if r := args[1].Get("recipient"); r.Type() == js.TypeString {
			opt.Recipient = r.String()
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	report, err := blazon.Verify(ctx, verifier, input, opt)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(report)
	return string(data), err
}
