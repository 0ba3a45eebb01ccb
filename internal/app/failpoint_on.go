//go:build failpoints

package app

import (
	"os"
	"syscall"
)

// failpoint returns a function that kills the program, as a power cut would, at
// the step that BLAZON_FAIL names. It exists only in programs built for tests,
// with the tag failpoints.
func failpoint() func(name string) {
	return func(name string) {
		if name == os.Getenv("BLAZON_FAIL") {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // never a step further
		}
	}
}
