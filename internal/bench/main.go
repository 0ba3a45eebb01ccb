// Command bench measures what signing and verifying cost, against another
// library and against what no implementation can do without. It ends with lines
// "ratio NAME VALUE"; docs/performance.md says what each means.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	b, err := newBench(out)
	if err != nil {
		return err
	}
	var ratios []ratio
	for _, d := range b.documents {
		more, err := b.document(d)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		ratios = append(ratios, more...)
	}
	for _, r := range ratios {
		fmt.Fprintf(out, "ratio %s %.2f\n", r.name, r.value)
	}
	return nil
}

// ratio is one line of the result.
type ratio struct {
	name  string
	value float64
}
