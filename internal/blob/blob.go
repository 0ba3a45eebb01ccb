// Package blob keeps files under keys: in a folder (Dir), or in storage that
// speaks the S3 protocol (S3). Both behave alike, which one suite of tests
// proves.
//
// A file is there whole or not at all, and once Put has returned it survives
// the loss of power. Files are meant to be kept under a key made from their
// content, so that two writers of one key write the same bytes.
//
// Blob knows nothing of what it keeps: whoever puts files checks them.
package blob

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"blazon/internal/fault"
)

// maxFile is the largest file that is kept or read, in bytes.
const maxFile = 32 << 20

// maxKey is the longest key, in bytes.
const maxKey = 200

// ErrKey is that a key is not of the form that CheckKey describes.
var ErrKey = errors.New("blob: not a key")

// CheckKey returns nil if key can name a file: words of a-z, 0-9, ".", "_" and
// "-" that begin with a letter or a figure, with slashes between them, and at
// most 200 bytes. So no key leaves the place where files are kept, and none
// depends on how a file system treats capitals.
func CheckKey(key string) error {
	if key == "" || len(key) > maxKey {
		return fmt.Errorf("%w: %d bytes long", ErrKey, len(key))
	}
	for word := range strings.SplitSeq(key, "/") {
		if word == "" || !isAlnum(word[0]) {
			return fmt.Errorf("%w: %q", ErrKey, key)
		}
		for i := range len(word) {
			if c := word[i]; !isAlnum(c) && c != '.' && c != '_' && c != '-' {
				return fmt.Errorf("%w: %q", ErrKey, key)
			}
		}
	}
	return nil
}

func isAlnum(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// checkSize returns a fault if a file is too large to be kept.
func checkSize(n int64) error {
	if n > maxFile {
		return fault.New(fault.TooLarge, "The file is too large. At most %d MB are kept.", maxFile>>20)
	}
	return nil
}

// notFound is the fault for a key under which there is nothing.
func notFound(err error) error {
	return fault.Wrap(err, fault.NotFound, "There is no such file.")
}

// retryAfter is how long to wait for storage that is down or full.
const retryAfter = time.Minute

// down is the fault for storage that does not work just now.
func down(err error) error {
	f := fault.Wrap(err, fault.Unavailable, "The storage of files does not answer just now. Nothing was changed; try again in a minute.")
	f.RetryAfter = retryAfter
	return f
}

// full is the fault for storage without room.
func full(err error) error {
	f := fault.Wrap(err, fault.Unavailable, "There is no room left to keep files. Nothing was changed; whoever runs this site has to make room.")
	f.RetryAfter = retryAfter
	return f
}
