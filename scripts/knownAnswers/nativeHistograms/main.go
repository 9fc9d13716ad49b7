// Known answers for native histograms of scraped pages: pages of the official Go client, read by Prometheus' own parser, stored in its own database
// and asked with its own engine (3.x: geometric inside a bucket).
//
//	cd scripts/knownAnswers/nativeHistograms && go mod init known && go mod tidy && go run . > ../../../test/fixtures/knownAnswers/nativeHistograms.json
//
// Versions of both modules are written into the file.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand"
	"os"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/tsdb"
)

const (
	start   = 1_700_010_000 // seconds
	step    = 30
	scrapes = 41
)

var quantiles = []float64{0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1}

type target struct {
	registry *prometheus.Registry
	wide     *prometheus.HistogramVec
	signed   *prometheus.HistogramVec
	both     *prometheus.HistogramVec
}

func newTarget() *target {
	t := &target{registry: prometheus.NewRegistry()}
	// Few buckets: it widens its zero bucket first, then doubles the width of its buckets while it runs.
	t.wide = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "wide_seconds", Help: "h", NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 20, NativeHistogramMaxZeroThreshold: 0.05}, []string{"which"})
	t.signed = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "signed_seconds", Help: "h", NativeHistogramBucketFactor: 1.5, NativeHistogramZeroThreshold: 0.01}, []string{"which"})
	t.both = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "both_seconds", Help: "h", NativeHistogramBucketFactor: 1.2, Buckets: []float64{0.1, 0.5, 1, 5}}, []string{"which"})
	t.registry.MustRegister(t.wide, t.signed, t.both)
	return t
}

func (t *target) observe(rng *rand.Rand, scrape int) {
	normal := func(mean, sd float64) float64 { return mean + sd*rng.NormFloat64() }
	for i := 0; i < 5+rng.Intn(15); i++ {
		t.wide.WithLabelValues("a").Observe(math.Exp(normal(-1, 0.4+float64(scrape)/12)))
		t.wide.WithLabelValues("b").Observe(math.Exp(normal(0, 0.5)))
		x := normal(0.3, 1)
		if rng.Intn(6) == 0 {
			x = 0
		}
		t.signed.WithLabelValues("a").Observe(x)
		t.both.WithLabelValues("a").Observe(math.Exp(normal(-0.5, 1)))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	rng := rand.New(rand.NewSource(20261124))
	folder, err := os.MkdirTemp("", "known")
	must(err)
	defer os.RemoveAll(folder)
	db, err := tsdb.Open(folder, nil, nil, tsdb.DefaultOptions(), nil)
	must(err)
	type page struct {
		Time int64  `json:"time"`
		Page string `json:"page"`
	}
	var pages []page
	t := newTarget()
	for i := 0; i < scrapes; i++ {
		if i == 25 {
			t = newTarget() // a restart
		}
		t.observe(rng, i)
		families, err := t.registry.Gather()
		must(err)
		var body bytes.Buffer
		encoder := expfmt.NewEncoder(&body, expfmt.NewFormat(expfmt.TypeProtoDelim))
		for _, family := range families {
			must(encoder.Encode(family))
		}
		at := int64(start + i*step)
		pages = append(pages, page{at, base64.StdEncoding.EncodeToString(body.Bytes())})
		app := db.Appender(context.Background())
		parser := textparse.NewProtobufParser(body.Bytes(), false, false, false, false, labels.NewSymbolTable())
		for {
			entry, err := parser.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			must(err)
			if entry != textparse.EntryHistogram {
				continue
			}
			_, _, h, fh := parser.Histogram()
			var series labels.Labels
			parser.Labels(&series)
			_, err = app.AppendHistogram(0, series, at*1000, h, fh)
			must(err)
		}
		must(app.Commit())
	}
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 50_000_000, Timeout: time.Minute, LookbackDelta: 5 * time.Minute})
	query := func(text string, at int64) promql.Vector {
		asked, err := engine.NewInstantQuery(context.Background(), db, nil, text, time.Unix(at, 0))
		must(err)
		defer asked.Close()
		result := asked.Exec(context.Background())
		must(result.Err)
		vector, err := result.Vector()
		must(err)
		return append(promql.Vector(nil), vector...)
	}
	// Ranges are open at their left end since 3.0: a millisecond more holds the scrape there. The extrapolation over it is a factor that percentiles do not see.
	var ends []int64
	for k := int64(1); k <= 4; k++ {
		ends = append(ends, start+300*k)
	}
	type answer struct {
		Name        string       `json:"name"`
		Metric      string       `json:"metric"`
		Which       string       `json:"which"`
		Percentiles [][]string   `json:"percentiles"` // by quantile, by slot
		Whole       []string     `json:"whole"`       // of all slots together
		Count       []float64    `json:"count"`
		Sum         []float64    `json:"sum"`
		Buckets     [][][]string `json:"buckets"` // by slot: left, right, count
	}
	number := func(x float64) string { return fmt.Sprintf("%.17g", x) }
	var cases []answer
	for _, c := range [][3]string{{"finer, then coarser buckets and a wider zero bucket", "wide_seconds", "a"}, {"two schemas added up", "wide_seconds", "a|b"}, {"values below zero", "signed_seconds", "a"}, {"fixed and native buckets", "both_seconds", "a"}} {
		one := answer{Name: c[0], Metric: c[1], Which: c[2]}
		increase := func(window string) string { return fmt.Sprintf("sum(increase(%s{which=~%q}[%s]))", c[1], c[2], window) }
		for _, q := range quantiles {
			var row []string
			for _, end := range ends {
				row = append(row, number(query(fmt.Sprintf("histogram_quantile(%v, %s)", q, increase("300001ms")), end)[0].F))
			}
			one.Percentiles = append(one.Percentiles, row)
			one.Whole = append(one.Whole, number(query(fmt.Sprintf("histogram_quantile(%v, %s)", q, increase("1200001ms")), ends[3])[0].F))
		}
		for _, end := range ends {
			h := query(increase("300001ms"), end)[0].H
			scale := 300.0 / 300.001
			one.Count = append(one.Count, h.Count*scale)
			one.Sum = append(one.Sum, h.Sum*scale)
			var rows [][]string
			each(h, func(b histogram.Bucket[float64]) {
				if b.Count > 0 {
					rows = append(rows, []string{number(b.Lower), number(b.Upper), number(b.Count * scale)})
				}
			})
			one.Buckets = append(one.Buckets, rows)
		}
		cases = append(cases, one)
	}
	versions := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "github.com/prometheus/prometheus" || module.Path == "github.com/prometheus/client_golang" {
				versions[module.Path] = module.Version
			}
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{"versions": versions, "start": start, "step": 300, "quantiles": quantiles, "pages": pages, "cases": cases}))
}

func each(h *histogram.FloatHistogram, use func(histogram.Bucket[float64])) {
	for it := h.AllBucketIterator(); it.Next(); {
		use(it.At())
	}
}
