package ob2

import "blazon/lint"

// A Finding is one place where a badge departs from the standard.
type Finding = lint.Finding

// Errors returns the findings that are no mere warnings.
func Errors(findings []Finding) []Finding { return lint.Errors(findings) }

// Grave returns the findings that leave a doubt about what a badge says: those that are
// neither warnings nor mild.
func Grave(findings []Finding) []Finding { return lint.Grave(findings) }
