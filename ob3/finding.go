package ob3

import "blazon/lint"

// A Finding is one place where a credential departs from the standard.
type Finding = lint.Finding

// Errors returns the findings that are no mere warnings.
func Errors(findings []Finding) []Finding { return lint.Errors(findings) }
