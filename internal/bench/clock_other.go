//go:build !unix

package main

import "time"

// spent returns the time on the wall since the start.
func spent() time.Duration { return time.Since(began) }
