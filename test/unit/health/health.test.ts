import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HealthInput, healthOf } from '../../../src/core/health/health';
import { healthLines, healthText, type Words } from '../../../src/core/health/healthWords';

const words: Words = { t: (message, ...values) => message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])) };

const source = { name: 'flights', status: 'open', fault: null, paused: false, runs: null } as const;
const calm: HealthInput = {
  engine: 'ready',
  sources: 2,
  source,
  working: false,
  progress: null,
  verdicts: { features: ['stable', 'not enough data'], figures: ['stable', 'stable', 'not available'] },
  alerts: { judging: false, fault: null, judged: true, incidents: [] },
};
const health = (change: Partial<HealthInput>) => healthOf({ ...calm, ...change });
const said = (change: Partial<HealthInput>) => {
  const value = health(change);
  return value === null ? null : [healthText(value, words), ...healthLines(value, words)];
};

describe('the health of what is watched', () => {
  it('says nothing where there is no source', () => {
    expect(health({ sources: 0, source: null })).toBeNull();
  });

  it('is stable, and says of how many features and figures', () => {
    expect(said({})).toEqual(['$(check) Model stable', 'flights: 0 of 1 features moved, 0 of 2 figures moved', 'no open alert']);
    expect(health({})?.click).toBe('open dashboard');
  });

  it('counts what moved', () => {
    expect(said({ verdicts: { features: ['moved', 'moved', 'stable'], figures: ['moved', 'stable'] } })).toEqual(['$(triangle-up) 3 moved', 'flights: 2 of 3 features moved, 1 of 2 figures moved', 'no open alert']);
  });

  it('puts open alerts before what moved, and approximate ones without colour', () => {
    const incidents = [{ state: 'firing', calibrated: false }, { state: 'muted', calibrated: true }, { state: 'resolved', calibrated: true }] as const;
    const verdicts = { features: ['moved'], figures: [] } as const;
    const tentative = health({ verdicts, alerts: { ...calm.alerts, incidents } });
    expect([tentative?.level, tentative?.open, tentative?.seen, tentative?.click]).toEqual(['tentative', 1, 1, 'show alerts']);
    expect(said({ alerts: { ...calm.alerts, incidents } })).toEqual(['$(bell-dot) 1 alert', 'flights: 0 of 1 features moved, 0 of 2 figures moved', 'one open alert, limits are approximate, 1 acknowledged or muted']);
    expect(health({ alerts: { ...calm.alerts, incidents: [...incidents, { state: 'firing', calibrated: true }] } })?.level).toBe('alert');
  });

  it('shows how far reading is, and offers no report before there is one', () => {
    const reading = { source: { ...source, status: 'opening' }, verdicts: null, progress: { stage: 'counting', done: 30, total: 120, unit: 'rows' } } as const;
    expect(said(reading)).toEqual(['$(sync~spin) Model Vitals 25 %', 'flights: counting, 25 %']);
    expect(health(reading)?.links).toEqual(['open dashboard']);
    expect(said({ ...reading, progress: null })).toEqual(['$(sync~spin) Model Vitals', 'flights: being read']);
  });

  it('keeps what is on show while its report is made again', () => {
    expect(health({ working: true })?.level).toBe('stable');
  });

  it('says why a source could not be read, and how it may be read again', () => {
    const failed = { source: { ...source, status: 'failed', fault: 'The log could not be read: it is empty' }, verdicts: null } as const;
    expect(said(failed)).toEqual(['$(warning) Model not read', 'flights: The log could not be read: it is empty']);
    expect(health(failed)?.links).toContain('read again');
  });

  it('restarts an engine that was given up by a click, whatever is on show', () => {
    const value = health({ engine: 'failed', alerts: { ...calm.alerts, incidents: [{ state: 'firing', calibrated: true }] } });
    expect([value?.level, value?.click, value?.links]).toEqual(['failed', 'restart engine', ['restart engine', 'show log']]);
  });

  it('tells sources that nobody opened, runs, pauses and what is to be read again', () => {
    expect(said({ source: null, verdicts: null })).toEqual(['$(pulse) Model Vitals', '2 sources are known, none is open']);
    expect(said({ sources: 1, source: { ...source, status: 'closed' }, verdicts: null })?.[1]).toBe('flights: one source is known, and it is not open yet');
    expect(said({ source: { ...source, runs: 12 }, verdicts: null })).toEqual(['$(beaker) 12 runs', 'flights: 12 training runs']);
    expect(said({ source: { ...source, paused: true, status: 'stale' } })?.slice(3)).toEqual(['Following is paused: new rows are not taken in.', 'It is to be read again: the engine was restarted, or its settings changed.']);
    expect(health({ source: { ...source, paused: true } })?.links).toContain('follow again');
  });

  it('says where nothing could be judged, and where alerts were not', () => {
    const verdicts = { features: ['not enough data'], figures: ['not available'] } as const;
    expect(said({ verdicts })?.slice(0, 2)).toEqual(['$(dash) Model Vitals', 'flights: too few rows for a verdict']);
    expect(said({ alerts: { ...calm.alerts, judging: true } })?.[2]).toBe('alerts are being judged');
    expect(said({ alerts: { ...calm.alerts, fault: 'no time' } })?.[2]).toBe('alerts cannot be judged: no time');
    expect(said({ alerts: { ...calm.alerts, judged: false } })?.[2]).toBe('alerts are not judged yet');
  });

  const verdict = fc.constantFrom('moved', 'stable', 'not enough data', 'not available');
  const anything: fc.Arbitrary<HealthInput> = fc.record({
    engine: fc.constantFrom('idle', 'starting', 'ready', 'restarting', 'failed'),
    sources: fc.nat(3),
    source: fc.option(fc.record({ name: fc.string({ maxLength: 2 }), status: fc.constantFrom('closed', 'opening', 'open', 'failed', 'stale'), fault: fc.option(fc.string({ maxLength: 2 })), paused: fc.boolean(), runs: fc.option(fc.nat()) })),
    working: fc.boolean(),
    progress: fc.option(fc.record({ stage: fc.constantFrom('reading', 'counting'), done: fc.nat(), total: fc.option(fc.nat()), unit: fc.constant('rows' as const) })),
    verdicts: fc.option(fc.record({ features: fc.array(verdict), figures: fc.array(verdict) })),
    alerts: fc.record({ judging: fc.boolean(), fault: fc.option(fc.string({ maxLength: 2 })), judged: fc.boolean(), incidents: fc.array(fc.record({ state: fc.constantFrom('firing', 'acknowledged', 'muted', 'resolved'), calibrated: fc.boolean() })) }),
  });

  it('always has a short text with an icon, a first sentence, and a click; nothing of it is NaN', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const value = healthOf(input);
        if (value === null) return void expect(input.sources).toBe(0);
        const text = healthText(value, words);
        expect(text).toMatch(/^\$\([\w-]+(~spin)?\) \S/);
        expect(text.length).toBeLessThan(45);
        expect(JSON.stringify([text, healthLines(value, words)])).not.toMatch(/NaN|undefined|Infinity/);
        // A click leads nowhere that the tooltip does not.
        expect(value.links).toContain(value.click);
      }),
    );
  });
});
