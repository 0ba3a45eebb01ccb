package words

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Rich is T for a message with components in it. Args are names and components
// (or strings) in turn.
func (ws Words) Rich(id string, args ...any) templ.Component {
	parts := make(map[string]templ.Component, len(args)/2)
	plain := make([]any, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		c, ok := args[i+1].(templ.Component)
		if !ok {
			plain = append(plain, args[i], args[i+1])
			continue
		}
		mark := "\x00" + strconv.Itoa(i) + "\x00"
		parts[strconv.Itoa(i)] = c
		plain = append(plain, args[i], mark)
	}
	pieces := strings.Split(ws.T(id, plain...), "\x00")
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for n, piece := range pieces {
			if c := parts[piece]; n%2 == 1 && c != nil {
				if err := c.Render(ctx, w); err != nil {
					return err
				}
				continue
			}
			if _, err := io.WriteString(w, templ.EscapeString(piece)); err != nil {
				return err
			}
		}
		return nil
	})
}
