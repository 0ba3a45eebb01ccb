//go:build !failpoints

package app

// failpoint returns what the program does between two steps: nothing.
func failpoint() func(name string) { return nil }
