import { machineSampler } from '../metrics/sampled/machineSampler';
import { pageSampler } from '../metrics/sampled/pageSampler';
import { SampledReader } from '../metrics/sampled/sampledReader';
import { OtlpFileReader } from '../otlp/otlpFileReader';
import { OtlpReceiver } from '../otlp/receiver/otlpReceiver';
import { PrometheusReader } from '../metrics/prometheus/prometheusReader';
import type { OpenReader } from './metricReader';

/** Opens a source of metrics of any kind. Throws only where cancelled: what goes wrong is the state of its reader. */
export const openReader: OpenReader = (spec, options, signal) => {
  switch (spec.kind) {
    case 'prometheus':
      return PrometheusReader.open(spec, options, signal);
    case 'metrics':
      return SampledReader.open(spec, options, () => pageSampler(spec, options), signal);
    case 'machine':
      return SampledReader.open(spec, options, () => Promise.resolve(machineSampler(options.now)), signal);
    case 'otlp':
      return spec.paths === undefined ? OtlpReceiver.open(spec, options) : OtlpFileReader.open(spec, spec.paths, options, signal);
  }
};
