// Package ob2 is the data model of Open Badges 2.0: its classes as structs, a
// linter that says what departs from the standard, and a tolerant reader for
// badges of versions 0.5, 1.0, 1.1, 2.0 and 2.1.
//
// # Making a badge
//
// Fill an Assertion, a BadgeClass or a Profile and call Prepare. Either it
// answers with a Document, ready to be served or signed, or with findings that
// say where it departs from the standard and what to do.
//
//	doc, findings := assertion.Prepare()
//
// The field Type may stay empty: each class writes its own name first. The
// context is added. What is empty is left out, and a DateTime is written in UTC
// to the second. Where the standard takes either an address or an object, a
// struct in which nothing but ID is set is written as the address.
//
// # Reading a badge
//
// Read takes JSON from anywhere, brings versions before 2.0 into the form of 2.0
// and answers with an Object. What it changed on the way is in Upgraded. It never
// fails: what cannot be understood is a finding. It checks no signature and
// fetches nothing, so nothing it returns is to be believed before package vc has
// verified it.
//
// Names are those of the standard in Go's capitals: the struct BadgeClass is the
// class BadgeClass, its field IssuedOn the property issuedOn.
package ob2
