// Package statuslist tells whether a credential has been taken back.
//
// A credential names a list and a place in it. The list is published by the
// issuer and holds the state of many credentials at once, so that asking for it
// does not tell the issuer which one is being looked at. There are two kinds:
//
//   - Bitstring Status List (W3C): one bit or a few for each credential,
//     compressed, in a credential of its own that the issuer signs. Make one
//     with New, Set and Prepare; read one with ParseEntries and Lookup. The same
//     list under its name from before, StatusList2021, is read, too.
//   - 1EdTech Revocation List: a plain JSON document that names the revoked
//     credentials. Make one as a RevocationList; read one with
//     ParseRevocationList and Revoked.
//
// This package fetches nothing and verifies no proof. Before Lookup is asked,
// the caller has verified the list's own proof, with a key of the credential's
// issuer; and when a list cannot be had, the status is unknown and not "valid".
//
// An index once given to a credential is never given to another: that is the
// duty of whoever keeps the list.
package statuslist
