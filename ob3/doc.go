// Package ob3 is the data model of Open Badges 3.0: its classes as structs, a
// linter that says what departs from the standard, and a tolerant reader for
// credentials that others have made.
//
// # Making a credential
//
// Fill an AchievementCredential and call Prepare. Either it answers with a
// Document, which is the only thing a key of Blazon will sign, or with findings
// that say where the credential departs from the standard and what to do.
//
//	doc, findings := credential.Prepare()
//
// Most of the ceremony is done for you. The field Type may stay empty: each
// class writes its own name first, and what you put there follows. The two
// contexts, and that of 1EdTech's services where one is used, are added. What is
// empty is left out, what may be many is an array, and a DateTime is written in
// UTC to the second.
//
// Plain does for a credential that somebody wrote as JSON what Prepare does for one
// that was filled in: it mends what departs only in form, and has findings for the
// rest.
//
// # Reading a credential
//
// Read takes JSON from anywhere and answers with a Credential, the same view
// whether the credential follows version 1.1 or 2.0 of the W3C data model, and
// with what 1EdTech's validator and JSON schema would object to. It never fails:
// what cannot be understood is a finding. It checks no proof, so nothing it
// returns is to be believed before package vc has verified it.
//
// Names are those of the standard in Go's capitals: the struct Achievement is
// the class Achievement, its field HumanCode the property humanCode.
package ob3
