package serve

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
)

// What a node holds at once of what visitors send, and of answers that they are still to
// take, in bytes. One network gets more only where all it holds is then no more than a
// fifth of what is left free, and the one around it, of which one person may have many, no
// more than a third: alone they have 21 and 32 MB, and the more others hold, the less. So
// something is left for whoever comes next, however much one asks for at once.
const (
	maxHeld      = 128 << 20
	partOfOwn    = 5
	partOfAround = 3
	comeBack     = 5 * time.Second
)

// What is not counted: the beginning of what is sent, with which most of it ends, and
// answers of the size of a page.
const (
	smallBody   = 64 << 10
	smallAnswer = 256 << 10
)

// maxPause is how long nothing may come of a body before its sender is not waited for.
const maxPause = 10 * time.Second

// held counts what is held, in all and by network.
type held struct {
	mu  sync.Mutex
	all int64
	of  map[string]int64
}

// take counts n bytes more for a network and the one around it, of which a request has
// mine already. The error is fault.TooMany where they have their share, and
// fault.Unavailable where a network that holds nothing beside that request does not get as
// much either.
func (h *held) take(own, around string, n, mine int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.of == nil {
		h.of = make(map[string]int64)
	}
	free := maxHeld - h.all - n
	switch {
	case (h.of[own]+n)*partOfOwn <= free && (h.of[around]+n)*partOfAround <= free:
	case h.of[around] > mine:
		return &fault.Error{
			Kind: fault.TooMany, RetryAfter: comeBack,
			Text: "Much is being sent from your network just now, or waits to be taken by it, and that is as much as one may have here at once. Nothing was done. Try again in a few seconds.",
		}
	default:
		return &fault.Error{
			Kind: fault.Unavailable, RetryAfter: comeBack,
			Text: "Much is being sent to this server just now, as much as it can hold at once. Nothing was done. Try again in a few seconds.",
		}
	}
	h.all += n
	h.of[own] += n
	h.of[around] += n
	return nil
}

// give counts n bytes less.
func (h *held) give(own, around string, n int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all -= n
	for _, name := range []string{own, around} {
		if h.of[name] -= n; h.of[name] <= 0 {
			delete(h.of, name)
		}
	}
}

// Hold counts an answer that is kept until whoever asked has taken it, to the end of the
// request. Small ones are not counted. What Hold does not allow is not sent; whoever knows
// before an answer is made how large it is asks before.
func (r *Request) Hold(answer int) error {
	if answer <= smallAnswer {
		return nil
	}
	return r.hold(int64(answer))
}

// hold counts n bytes to the end of the request.
func (r *Request) hold(n int64) error {
	if r.held == nil {
		return nil
	}
	own := r.Client().Prefix()
	if err := r.held.take("own "+own, account.Around(own), n, r.holds); err != nil {
		return err
	}
	r.holds += n
	return nil
}

// giveBack counts n bytes less, of those that hold counted.
func (r *Request) giveBack(n int64) {
	if n = min(n, r.holds); n > 0 {
		own := r.Client().Prefix()
		r.held.give("own "+own, account.Around(own), n)
		r.holds -= n
	}
}

// A counted body is one of which what was read counts as held, and whose sender may not
// pause for long.
type counted struct {
	io.ReadCloser
	r      *Request
	conn   *http.ResponseController
	end    time.Time // when reading has to be done
	now    func() time.Time
	read   int64
	thrown bool // what is read is thrown away
}

// Read implements io.Reader.
func (b *counted) Read(p []byte) (int, error) {
	next := b.now().Add(maxPause)
	if next.After(b.end) {
		next = b.end
	}
	_ = b.conn.SetReadDeadline(next) // not every connection has one
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.conn.SetReadDeadline(b.end) // from now on the server looks whether the sender is gone
	}
	b.read += int64(n)
	if over := min(b.read-smallBody, int64(n)); over > 0 && !b.thrown {
		if err := b.r.hold(over); err != nil {
			return 0, err
		}
	}
	return n, err
}
