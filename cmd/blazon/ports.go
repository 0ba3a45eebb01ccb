package main

import "blazon/internal/fetch"

// portFlags name ports at which others are asked.
type portFlags struct {
	Ports []string `placeholder:"PORT" help:"Ports at which public addresses are asked beside 443, as for issuers whose did:web or address names one. May be given several times."`
}

// ports returns them.
func (f portFlags) ports() ([]string, error) {
	if err := fetch.CheckPorts(f.Ports); err != nil {
		return nil, misuse("write it as --ports 8443; several have commas between them", "--ports: %w", err)
	}
	return f.Ports, nil
}
