import { ProtoReader } from '../../metrics/page/protoReader';
import { readTensor, type Tensor } from './readTensor';

/** Bins of the old form: upper limits and counts (tensorflow/tensorboard, `summary.proto`, HistogramProto). */
export interface OldHistogram {
  readonly min: number;
  readonly max: number;
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

export interface SummaryValue {
  readonly tag: string;
  /** `scalars`, `histograms`, `images`, …; '' where the event does not say, since only the first of a tag has to. */
  readonly plugin: string;
  readonly simple: number | null;
  readonly histogram: OldHistogram | null;
  readonly tensor: Tensor | null;
}

/** One event of an event file (`event.proto`). */
export interface TbEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion: string | null;
  /** The program that writes was started anew: points of this step and later ones are from before and no longer hold. */
  readonly restart: boolean;
  readonly values: readonly SummaryValue[];
}

const sessionStart = 1;
const mostBins = 100_000;

/** @throws ProtoError */
export function readEvent(record: Uint8Array): TbEvent {
  const reader = new ProtoReader(record, 0, record.length);
  let [wallTime, step, restart] = [0, 0, false];
  let fileVersion: string | null = null;
  const values: SummaryValue[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 1) wallTime = reader.double();
    else if (number === 2 && wire === 0) step = reader.signed();
    else if (number === 3 && wire === 2) fileVersion = reader.text();
    else if (number === 5 && wire === 2) readSummary(reader.message(), values);
    else if (number === 7 && wire === 2) restart = varintField(reader.message(), 1) === sessionStart;
    else reader.skip(wire);
  }
  return { wallTime, step, fileVersion, restart, values };
}

function readSummary(reader: ProtoReader, into: SummaryValue[]): void {
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1 && field.wire === 2) into.push(readValue(reader.message()));
    else reader.skip(field.wire);
  }
}

function readValue(reader: ProtoReader): SummaryValue {
  let [tag, plugin] = ['', ''];
  let simple: number | null = null;
  let histogram: OldHistogram | null = null;
  let tensorAt: ProtoReader | null = null;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 2) tag = reader.text();
    else if (number === 2 && wire === 5) simple = reader.float();
    else if (number === 5 && wire === 2) histogram = readOldHistogram(reader.message());
    else if (number === 8 && wire === 2) tensorAt = reader.message();
    else if (number === 9 && wire === 2) plugin = pluginOf(reader.message());
    else reader.skip(wire);
  }
  // Pictures, audio and text are tensors as well, and large: only what may be a number is read.
  const numeric = plugin === '' || plugin === 'scalars' || plugin === 'histograms';
  return { tag, plugin, simple, histogram, tensor: tensorAt === null || !numeric ? null : readTensor(tensorAt) };
}

/** SummaryMetadata.plugin_data.plugin_name */
function pluginOf(reader: ProtoReader): string {
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number !== 1 || field.wire !== 2) {
      reader.skip(field.wire);
      continue;
    }
    const data = reader.message();
    for (let inner = data.field(); inner !== null; inner = data.field()) {
      if (inner.number === 1 && inner.wire === 2) return data.text();
      data.skip(inner.wire);
    }
  }
  return '';
}

function readOldHistogram(reader: ProtoReader): OldHistogram {
  let [min, max] = [0, 0];
  const limits: number[] = [];
  const counts: number[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 1) min = reader.double();
    else if (number === 2 && wire === 1) max = reader.double();
    else if (number === 6) reader.numbers(wire, limits, mostBins, (one) => one.double());
    else if (number === 7) reader.numbers(wire, counts, mostBins, (one) => one.double());
    else reader.skip(wire);
  }
  return { min, max, limits, counts };
}

function varintField(reader: ProtoReader, wanted: number): number | null {
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === wanted && field.wire === 0) return reader.varint();
    reader.skip(field.wire);
  }
  return null;
}
