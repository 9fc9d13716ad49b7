import { pageLimits } from './limits';
import type { OpenFamily } from './openFamily';
import { PageBuilder } from './pageBuilder';
import { ProtoError, ProtoReader } from './protoReader';
import { readProtobufHistogram } from './readProtobufHistogram';
import type { FamilyType, ScrapedPage } from './scrapedPage';

const types: readonly FamilyType[] = ['counter', 'gauge', 'summary', 'unknown', 'histogram', 'gauge histogram'];

/**
 * A page of delimited `io.prometheus.client.MetricFamily` messages (prometheus/client_model, metrics.proto). A message that cannot be read is
 * counted by its number and left out; where even its length is wrong, nothing after it can be found and the page is cut there.
 */
export function readProtobufPage(bytes: Uint8Array): ScrapedPage {
  const page = new PageBuilder('protobuf');
  const reader = new ProtoReader(bytes, 0, bytes.length);
  for (let number = 1; reader.at < reader.end && !page.full; number += 1) {
    let message: ProtoReader;
    try {
      message = reader.message();
    } catch (error) {
      page.bad(number, reasonOf(error));
      page.cut(`message ${number.toLocaleString('en-US')} is not complete`);
      break;
    }
    try {
      readFamily(page, message);
    } catch (error) {
      page.bad(number, reasonOf(error));
    }
  }
  return page.finish();
}

function reasonOf(error: unknown): string {
  if (error instanceof ProtoError) return error.message;
  throw error;
}

function readFamily(page: PageBuilder, reader: ProtoReader): void {
  let name = '';
  let help: string | null = null;
  let unit: string | null = null;
  let type: FamilyType = 'counter'; // the first of the enumeration is its default
  const metrics: ProtoReader[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1) name = reader.text();
    else if (field.number === 2) help = reader.text();
    else if (field.number === 3) type = types[reader.varint()] ?? 'unknown';
    else if (field.number === 4) metrics.push(reader.message());
    else if (field.number === 5) unit = reader.text();
    else reader.skip(field.wire);
  }
  if (name === '') throw new ProtoError('a metric has no name');
  const family = page.family(name);
  if (family === null) return;
  family.type = type;
  family.help = help;
  family.unit = unit === '' ? null : unit;
  for (const metric of metrics) {
    readMetric(page, family, metric);
    if (page.full) return;
  }
}

function readMetric(page: PageBuilder, family: OpenFamily, reader: ProtoReader): void {
  const labels = new Map<string, string>();
  let timestampMs: number | null = null;
  let value: number | null = null;
  let histogram: ProtoReader | null = null;
  let summary: ProtoReader | null = null;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1) readLabel(reader.message(), labels);
    else if (field.number === 2 || field.number === 3 || field.number === 5) value = readValue(reader.message());
    else if (field.number === 4) summary = reader.message();
    else if (field.number === 6) timestampMs = reader.signed();
    else if (field.number === 7) histogram = reader.message();
    else reader.skip(field.wire);
  }
  page.count(1);
  // Each bucket is kept as a number of its own.
  if (histogram !== null) page.count(readProtobufHistogram(family, labels, timestampMs, histogram));
  else if (summary !== null) readSummary(family, labels, timestampMs, summary);
  else family.plain(family.name, { labels, value: value ?? 0, timestampMs });
}

function readLabel(reader: ProtoReader, labels: Map<string, string>): void {
  let name = '';
  let value = '';
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1) name = reader.text();
    else if (field.number === 2) value = reader.text();
    else reader.skip(field.wire);
  }
  if (labels.size >= pageLimits.labels) throw new ProtoError(`more than ${pageLimits.labels} labels`);
  labels.set(name, value);
}

/** Counter, Gauge and Untyped are alike: the value is their field 1. */
function readValue(reader: ProtoReader): number {
  let value = 0;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1 && field.wire === 1) value = reader.double();
    else reader.skip(field.wire);
  }
  return value;
}

function readSummary(family: OpenFamily, labels: Map<string, string>, timestampMs: number | null, reader: ProtoReader): void {
  family.type = 'summary';
  let count = 0;
  let sum = 0;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1) count = reader.varint();
    else if (field.number === 2) sum = reader.double();
    else if (field.number === 3) {
      const part = reader.message();
      let q = 0;
      let value = 0;
      for (let inner = part.field(); inner !== null; inner = part.field()) {
        if (inner.number === 1) q = part.double();
        else if (inner.number === 2) value = part.double();
        else part.skip(inner.wire);
      }
      family.pair('quantile', labels, q, value, timestampMs);
    } else reader.skip(field.wire);
  }
  family.total('count', labels, count, timestampMs);
  family.total('sum', labels, sum, timestampMs);
}
