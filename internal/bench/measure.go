package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
)

// What a measurement takes: rounds of this length for each side, in turn, so
// that whatever else the machine does falls on both alike.
const (
	rounds = 25
	length = 20 * time.Millisecond
)

// task is something that is measured.
type task struct {
	name string
	do   func() error
}

// cost is what one run of a task takes.
type cost struct {
	time   time.Duration   // of the processor: the median
	rounds []time.Duration // each
	allocs float64
	bytes  float64
}

// compare measures tasks in turn and prints the median of each.
func compare(out io.Writer, tasks ...task) ([]cost, error) {
	counts := make([]int, len(tasks))
	for i, t := range tasks {
		n, err := calibrate(t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		counts[i] = n
	}
	times := make([][]time.Duration, len(tasks))
	for range rounds {
		for i, t := range tasks {
			start := spent()
			for range counts[i] {
				if err := t.do(); err != nil {
					return nil, fmt.Errorf("%s: %w", t.name, err)
				}
			}
			times[i] = append(times[i], (spent()-start)/time.Duration(counts[i]))
		}
	}
	costs := make([]cost, len(tasks))
	for i, t := range tasks {
		costs[i] = allocations(t, 20)
		costs[i].rounds = slices.Clone(times[i])
		slices.Sort(times[i])
		costs[i].time = times[i][rounds/2]
		fmt.Fprintf(out, "%-32s %12v %9.0f allocs %11.0f B   (%v … %v)\n", t.name, costs[i].time, costs[i].allocs, costs[i].bytes, times[i][rounds/10], times[i][rounds-1-rounds/10])
	}
	return costs, nil
}

// over returns how many times longer x takes than y: the median of the rounds,
// in each of which both ran one after the other.
func over(x, y cost) float64 {
	ratios := make([]float64, rounds)
	for i := range ratios {
		ratios[i] = float64(x.rounds[i]) / float64(y.rounds[i])
	}
	slices.Sort(ratios)
	return ratios[rounds/2]
}

// calibrate returns how often a task runs in one round.
func calibrate(t task) (int, error) {
	for n := 1; ; n *= 2 {
		start := spent()
		for range n {
			if err := t.do(); err != nil {
				return 0, err
			}
		}
		if took := spent() - start; took > length/2 {
			return max(1, int(float64(n)*float64(length)/float64(took))), nil
		}
	}
}

// allocations counts them over n runs.
func allocations(t task, n int) (c cost) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		_ = t.do() // it worked a moment ago
	}
	runtime.ReadMemStats(&after)
	c.allocs = float64(after.Mallocs-before.Mallocs) / float64(n)
	c.bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(n)
	return c
}
