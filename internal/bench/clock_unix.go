//go:build unix

package main

import (
	"syscall"
	"time"
)

// spent returns the processor time that this process has taken, the collector's
// included. Other programs do not make it longer, as they do the time on the wall.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of no call with these arguments
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
