// Package vcapi serves the W3C's VC API for issuing and verifying, for
// integrators and for the published test suites, which know no other way to ask
// an implementation anything.
//
//	POST /{suite}/credentials/issue       {"credential": …, "options": …}
//	POST /{suite}/credentials/verify      {"verifiableCredential": …, "options": …}
//	POST /{suite}/credentials/derive      {"verifiableCredential": …, "options": {"selectivePointers": […]}}
//	POST /{suite}/credentials/status      {"credentialId": …, "credentialStatus": …}
//	POST /{suite}/presentations/verify    {"verifiablePresentation": …, "options": …}
//	GET  /{suite}/status/{list}/{purpose}
//	GET  /
//
// Each endpoint has one key and one suite: a cryptosuite of package
// dataintegrity, or a JOSE algorithm. It signs only credentials whose issuer is
// the DID of that key, and only after they were held to the data model; and what
// it signed it verifies before it gives it away. Verification is that of package
// vc, with credentials of all kinds and, because the test suites use them, with
// contexts that are written out in the document.
//
// A server remembers the status of what it issued for as long as it runs. Whoever
// can reach it can have anything signed, so it is for one's own machine. Start
// reading at Server.
package vcapi
