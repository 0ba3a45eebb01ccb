// Package serve is what every surface stands on: it takes requests in, decides
// what they may do before anyone reads them, and turns what comes back into an
// answer.
//
// A surface hands over a table of Routes. Each declares who may call it, which
// right at which issuer it needs, how often, how much it may send and how long
// it may take; a route that leaves one of these unsaid stops the program at
// start. Handlers read, do and reply, and return errors; one place (answer.go)
// knows which HTTP status a kind of fault has and how people and programs are
// told.
//
// The package refuses requests for other hosts, from other sites, with bodies
// nobody declared or compressed bodies, and never logs a secret. It keeps no
// state but the counters of its rate limits, which are per node; limits that
// must hold for all nodes together belong to the capabilities.
//
// Start at Site.Handler.
package serve
