//go:build !unix

package main

import "time"

// spent returns the time on the wall.
func spent() time.Duration { return time.Since(time.Unix(0, 0)) }
