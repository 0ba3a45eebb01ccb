package e2e

import (
	"os"
	"testing"

	"blazon/internal/store/pgtest"
)

// pg is the PostgreSQL of these tests.
var pg pgtest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	pg.Stop()
	os.Exit(code)
}
