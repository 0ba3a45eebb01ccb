//go:build js

package web

import (
	"net/http"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

// A localProgram is not within itself.
type localProgram struct{ module, runner string }

func loadLocal() (localProgram, error) { return localProgram{}, nil }

func (s *Server) getLocal(http.ResponseWriter, *serve.Request) error {
	return fault.New(fault.NotFound, "There is no such file.")
}
