package app

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"blazon/internal/audit"
	"blazon/internal/award"
	"blazon/internal/job"
	"blazon/internal/once"
	"blazon/internal/store"
	"blazon/internal/work"
	"blazon/vc"
)

// metrics counts what the site does. Labels are names from our own tables,
// never anything a stranger sent.
type metrics struct {
	registry      *prometheus.Registry
	requests      *prometheus.CounterVec
	durations     *prometheus.HistogramVec
	jobs          *prometheus.CounterVec
	jobDurations  *prometheus.HistogramVec
	verifications *prometheus.CounterVec
	awards        prometheus.Counter
	revocations   prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blazon_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "blazon_http_request_duration_seconds", Help: "How long answers took, by route.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25},
		}, []string{"route"}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blazon_jobs_total", Help: "Attempts at jobs, by kind and result.",
		}, []string{"kind", "result"}),
		jobDurations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "blazon_job_duration_seconds", Help: "How long attempts at jobs took, by kind.",
		}, []string{"kind"}),
		verifications: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blazon_verifications_total", Help: "Badges judged for visitors, by verdict.",
		}, []string{"verdict"}),
		awards: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "blazon_awards_total", Help: "Awards made.",
		}),
		revocations: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "blazon_revocations_total", Help: "Awards revoked.",
		}),
	}
	m.registry.MustRegister(
		m.requests, m.durations, m.jobs, m.jobDurations, m.verifications, m.awards, m.revocations,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	for _, v := range []vc.Verdict{vc.Valid, vc.Invalid, vc.Indeterminate} {
		m.verifications.WithLabelValues(string(v)) // a rate needs the zero before the first
	}
	return m
}

// request implements serve.Site.Observe.
func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(route).Observe(took.Seconds())
}

// judged implements check.Checker.Judged.
func (m *metrics) judged(v vc.Verdict) { m.verifications.WithLabelValues(string(v)).Inc() }

// job returns h with its attempts counted.
func (m *metrics) job(kind string, now func() time.Time, h job.Handler) job.Handler {
	return func(ctx context.Context, args []byte) error {
		start, result := now(), "panic"
		defer func() {
			m.jobs.WithLabelValues(kind, result).Inc()
			m.jobDurations.WithLabelValues(kind).Observe(now().Sub(start).Seconds())
		}()
		err := h(ctx, args)
		if result = "done"; err != nil {
			result = "failed"
		}
		return err
	}
}

// countedAwards counts what is saved.
type countedAwards struct {
	*store.DB
	metrics *metrics
}

// SaveAward implements award.Writer.
func (c countedAwards) SaveAward(ctx context.Context, a award.Award, k once.Key, e audit.Entry, jobs ...job.Job) error {
	err := c.DB.SaveAward(ctx, a, k, e, jobs...)
	if err == nil {
		c.metrics.awards.Inc()
	}
	return err
}

// RevokeAward implements award.Writer.
func (c countedAwards) RevokeAward(ctx context.Context, r award.Revocation, e audit.Entry, jobs ...job.Job) error {
	err := c.DB.RevokeAward(ctx, r, e, jobs...)
	if err == nil {
		c.metrics.revocations.Inc()
	}
	return err
}

// workCollector tells how busy the pool is in which badges are signed and
// checked.
type workCollector struct{ pool *work.Pool }

var (
	workRunning = prometheus.NewDesc("blazon_work_running", "Signatures and checks that are being made.", nil, nil)
	workWaiting = prometheus.NewDesc("blazon_work_waiting", "Signatures and checks that wait for a place.", nil, nil)
	workRefused = prometheus.NewDesc("blazon_work_refused_total", "Signatures and checks that were turned away because too many waited.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c workCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- workRunning
	ch <- workWaiting
	ch <- workRefused
}

// Collect implements prometheus.Collector.
func (c workCollector) Collect(ch chan<- prometheus.Metric) {
	s := c.pool.State()
	ch <- prometheus.MustNewConstMetric(workRunning, prometheus.GaugeValue, float64(s.Running))
	ch <- prometheus.MustNewConstMetric(workWaiting, prometheus.GaugeValue, float64(s.Waiting))
	ch <- prometheus.MustNewConstMetric(workRefused, prometheus.CounterValue, float64(s.Refused))
}

// queueCollector tells how the queue stands when it is asked, so that it is
// never stale.
type queueCollector struct {
	queue *job.Queue
	now   func() time.Time
}

var (
	jobsWaiting = prometheus.NewDesc("blazon_jobs_waiting", "Jobs to be done.", nil, nil)
	jobsFailed  = prometheus.NewDesc("blazon_jobs_set_aside", "Jobs that were given up.", nil, nil)
	jobsAge     = prometheus.NewDesc("blazon_jobs_oldest_due_seconds", "How long the job that waits longest is overdue.", nil, nil)
)

// Describe implements prometheus.Collector.
func (q queueCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- jobsWaiting
	ch <- jobsFailed
	ch <- jobsAge
}

// Collect implements prometheus.Collector.
func (q queueCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyTime)
	defer cancel()
	s, err := q.queue.Status(ctx, q.now())
	if err != nil {
		ch <- prometheus.NewInvalidMetric(jobsWaiting, err)
		return
	}
	var age float64
	if !s.OldestDue.IsZero() {
		age = max(0, q.now().Sub(s.OldestDue).Seconds())
	}
	ch <- prometheus.MustNewConstMetric(jobsWaiting, prometheus.GaugeValue, float64(s.Waiting))
	ch <- prometheus.MustNewConstMetric(jobsFailed, prometheus.GaugeValue, float64(s.Failed))
	ch <- prometheus.MustNewConstMetric(jobsAge, prometheus.GaugeValue, age)
}
