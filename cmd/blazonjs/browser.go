//go:build js && wasm

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
	"time"

	"blazon/did"
	"blazon/internal/text"
)

var (
	errUsage    = errors.New("the first argument must be a Uint8Array")
	errTooLarge = errors.New("the badge is larger than 10 MB")
	errNoAnswer = errors.New("no usable answer came from there, or its site does not let other pages read it")
	errBlocked  = errors.New("only https addresses are asked")
)

// maxDocument is how large a document may be that a badge names.
const maxDocument = 5 << 20

// A browser gets documents with the browser's own fetch. It implements
// did.Fetcher.
type browser struct {
	step js.Value // a function that is told, or nothing
}

// Fetch asks url for a document, without cookies and without saying who asks.
func (b browser) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	b.tell(url, false, false)
	resp, err := get(ctx, url, accept)
	b.tell(url, true, err != nil || resp.Status >= 400)
	return resp, err
}

func (b browser) tell(url string, answered, failed bool) {
	if b.step.Type() == js.TypeFunction {
		b.step.Invoke(text.Line(url), answered, failed)
	}
}

// get asks for a document.
func get(ctx context.Context, url, accept string) (*did.Response, error) {
	if !strings.HasPrefix(url, "https://") && !ownSite(url) {
		return nil, &did.FetchError{URL: url, Blocked: true, Err: errBlocked}
	}
	stop := js.Global().Get("AbortController").New()
	defer stop.Call("abort")
	answer, err := await(ctx, js.Global().Call("fetch", url, map[string]any{
		"headers": map[string]any{"Accept": accept}, "credentials": "omit", "referrerPolicy": "no-referrer",
		"redirect": "follow", "cache": "no-cache", "signal": stop.Get("signal"),
	}))
	if err != nil {
		return nil, &did.FetchError{URL: url, Err: errNoAnswer}
	}
	body, err := read(ctx, answer.Get("body"))
	if err != nil {
		return nil, &did.FetchError{URL: url, Err: err}
	}
	resp := &did.Response{URL: answer.Get("url").String(), Status: answer.Get("status").Int(), Body: body, FetchedAt: time.Now()}
	if kind := answer.Get("headers").Call("get", "Content-Type"); kind.Type() == js.TypeString {
		resp.MediaType = kind.String()
	}
	return resp, nil
}

// read takes what a stream has, piece by piece: it may have no end, and the tab has no
// more memory than others leave it. Whoever asked ends the request.
func read(ctx context.Context, stream js.Value) ([]byte, error) {
	if !stream.Truthy() {
		return nil, nil // an answer without a body
	}
	reader := stream.Call("getReader")
	var body []byte
	for {
		piece, err := await(ctx, reader.Call("read"))
		if err != nil {
			return nil, errNoAnswer
		}
		if piece.Get("done").Truthy() {
			return body, nil
		}
		value, before := piece.Get("value"), len(body)
		size := value.Get("length").Int()
		if before+size > maxDocument {
			return nil, fmt.Errorf("more than %d bytes", maxDocument)
		}
		body = append(body, make([]byte, size)...)
		js.CopyBytesToGo(body[before:], value)
	}
}

// ownSite reports whether url is of the site this page is from, which may be
// http in development.
func ownSite(url string) bool {
	return strings.HasPrefix(url, js.Global().Get("location").Get("origin").String()+"/")
}

// await waits for a promise.
func await(ctx context.Context, p js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 2)
	yes := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- outcome{value: args[0]}; return nil })
	no := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- outcome{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	p.Call("then", yes, no)
	select {
	case o := <-done:
		yes.Release()
		no.Release()
		return o.value, o.err
	case <-ctx.Done():
		return js.Value{}, ctx.Err() // the functions stay: the promise may still call one
	}
}

// promise runs f beside the page and returns the promise of its outcome.
func promise(f func() (any, error)) js.Value {
	var run js.Func
	run = js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve, reject := args[0], args[1]
		go func() {
			defer run.Release()
			value, err := f()
			if err != nil {
				reject.Invoke(js.Global().Get("Error").New(err.Error()))
				return
			}
			resolve.Invoke(value)
		}()
		return nil
	})
	return js.Global().Get("Promise").New(run)
}
