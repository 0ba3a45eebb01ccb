package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"blazon/internal/fault"
)

func TestPublic(t *testing.T) {
	tests := []struct {
		name string
		err  error
		kind fault.Kind
		says string
	}{
		{"an unclassified error is internal", errors.New("dial tcp 10.0.0.1"), fault.Internal, "our side"},
		{"an internal fault hides its text", fault.New(fault.Internal, "secret"), fault.Internal, "our side"},
		{"a fault keeps kind and text", fault.New(fault.NotFound, "There is no badge %q.", "x"), fault.NotFound, `There is no badge "x".`},
		{"wrapping keeps the fault", fmt.Errorf("award: %w", fault.New(fault.Denied, "You may not.")), fault.Denied, "You may not."},
		{"the cause is not shown", fault.Wrap(errors.New("pq: boom"), fault.Unavailable, "Try again."), fault.Unavailable, "Try again."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, text := fault.Public(tt.err)
			if kind != tt.kind || !strings.Contains(text, tt.says) {
				t.Errorf("Public = %v, %q; want %v, …%q…", kind, text, tt.kind, tt.says)
			}
			if strings.Contains(text, "secret") || strings.Contains(text, "boom") || strings.Contains(text, "10.0.0.1") {
				t.Errorf("Public shows an internal: %q", text)
			}
		})
	}
}

func TestFields(t *testing.T) {
	err := fmt.Errorf("save: %w", fault.Join(
		fault.Field("name", "Enter a name."),
		nil,
		fault.New(fault.Conflict, "Changed."),
		fault.Field("email", "Enter an address."),
	))
	var got []string
	for _, f := range fault.Fields(err) {
		got = append(got, f.Field)
	}
	if strings.Join(got, ",") != "name,email" {
		t.Errorf("Fields = %v", got)
	}
	if fault.Fields(nil) != nil {
		t.Error("Fields(nil) is not nil")
	}
}
