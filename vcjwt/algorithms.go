package vcjwt

import "slices"

// Algorithms lists the JOSE algorithms with which tokens are verified, and those
// of them with which tokens are made: today all of them.
func Algorithms() (verified, made []string) {
	return slices.Clone(algorithms), slices.Clone(algorithms)
}
