// Package clr2 is the data model of the Comprehensive Learner Record 2.0: a
// credential that holds other credentials, and says how their achievements
// belong together.
//
// Its classes are structs with the standard's names; what they share with Open
// Badges 3.0 is of package ob3. Read takes JSON from anywhere and answers with a
// Record and with what departs from the standard. It verifies nothing: the record
// and each credential in it have proofs of their own, which are for package vc.
//
// Records are read and not made here.
package clr2
