import type { TimeUnit } from '../domain/source';
import { columnWords } from './columnWords';

const units: Readonly<Record<string, TimeUnit>> = {
  ms: 'ms', msec: 'ms', msecs: 'ms', millis: 'ms', millisecond: 'ms', milliseconds: 'ms',
  s: 's', sec: 's', secs: 's', second: 's', seconds: 's',
  us: 'us', µs: 'us', μs: 'us', usec: 'us', micros: 'us', microseconds: 'us', microsecond: 'us',
  ns: 'ns', nsec: 'ns', nanos: 'ns', nanoseconds: 'ns', nanosecond: 'ns',
};

/** The words of a name without a unit at their end (`latency_ms`) or their start (`ms_latency`). */
export function withoutUnit(words: readonly string[]): readonly string[] {
  const last = words[words.length - 1];
  return words.length > 1 && last !== undefined && Object.hasOwn(units, last) ? words.slice(0, -1) : words;
}

export interface LatencyUnit {
  readonly unit: TimeUnit;
  /** Milliseconds per unit. */
  readonly factor: number;
  readonly from: 'configured' | 'format' | 'name' | 'size';
}

const factors: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/**
 * The unit of a latency column: configured, else as the log's format says (`told`), else from the end of its name, else guessed from the size of its typical value (below 1 seconds,
 * below 50,000 milliseconds, below 50,000,000 microseconds, else nanoseconds).
 */
export function latencyUnit(name: string, typical: number | null, configured?: TimeUnit, told?: TimeUnit): LatencyUnit {
  if (configured !== undefined) return { unit: configured, factor: factors[configured], from: 'configured' };
  if (told !== undefined) return { unit: told, factor: factors[told], from: 'format' };
  const { words, joined } = columnWords(name);
  const named = units[words[words.length - 1] ?? ''] ?? (joined.endsWith('ms') ? 'ms' : undefined);
  if (words.length > 0 && named !== undefined && words.length + (joined.endsWith('ms') ? 1 : 0) > 1) return { unit: named, factor: factors[named], from: 'name' };
  const size = Math.abs(typical ?? 1);
  const unit: TimeUnit = size < 1 ? 's' : size < 5e4 ? 'ms' : size < 5e7 ? 'us' : 'ns';
  return { unit, factor: factors[unit], from: 'size' };
}

const unitNames: Readonly<Record<TimeUnit, string>> = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' };

/** For people: `seconds, from its name`. */
export function describeUnit({ unit, from }: LatencyUnit): string {
  return `${unitNames[unit]}, ${from === 'configured' ? 'as configured' : from === 'format' ? 'as its format says' : from === 'name' ? 'from its name' : 'guessed from the size of its values'}`;
}
