import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/domain/finding';
import type { WindowInfo } from '../../../src/core/domain/window';
import { serviceText } from '../../../src/core/report/serviceText';

const day = 86_400_000_000;
const span = (from: number, to: number, rows: number): WindowInfo => ({ slots: { from, to }, from: from * day, to: to * day, label: null, rows, versions: [] });
const windows = { baseline: span(0, 9, 9000), current: span(10, 14, 4000) };

function finding(id: string, unit: Finding['unit'], baseline: number | null, current: number | null, verdict: Finding['verdict'] = 'stable'): Finding {
  const figure = (value: number | null) => ({ value, interval: null, n: 1 });
  return { id, family: 'service', title: id, unit, better: 'lower', baseline: figure(baseline), current: figure(current), change: { value: null, interval: null }, verdict, reason: '', method: '', basis: 'exact', p: null };
}

describe('service figures in one line', () => {
  it('stand now against before, with windows and rows; what moved is marked', () => {
    const findings = [finding('throughput', 'per second', 20, 21.25), finding('latency.p95', 'ms', 104, 142, 'moved'), finding('errors', 'share', 0.002, 0.008)];
    expect(serviceText({ ...windows, findings })).toMatch(/^▲ p95 142 ms \(was 104 ms\) · errors 0\.8\d? % \(was 0\.2\d? %\) · 21\.\d+\/s \(was 20\.\d+\/s\) · .*1970.* against .*1970.* · n 4,000 against 9,000$/);
  });

  it('leave out what is not available, and are nothing where nothing is', () => {
    expect(serviceText({ ...windows, findings: [finding('latency.p95', 'ms', null, 142), finding('errors', 'share', null, null)] })).toMatch(/^p95 142 ms \(was not available\) · /);
    expect(serviceText({ ...windows, findings: [finding('errors', 'share', 0.1, null)] })).toBeNull();
  });
});
