import { describe, expect, it } from 'vitest';
import { saidOf, sourceWord } from '../../../src/core/text/sourceWords';

describe('what is said of a source', () => {
  it('names a log, a table or servers', () => {
    expect(sourceWord({})).toBe('log');
    expect(sourceWord({ kind: 'metrics' })).toBe('servers');
  });

  it.each([
    ['the log has no latency column', 'the table has no latency column', 'the servers give no latency column'],
    ['the log has no figure "quality.accuracy"; it has throughput', 'the table has no figure "quality.accuracy"; it has throughput', 'the servers give no figure "quality.accuracy"; it has throughput'],
    ['the log covers less than 3 d', 'the table covers less than 3 d', 'what the servers gave covers less than 3 d'],
    ['predictions and labels of the log do not fit a classification', 'predictions and labels of the table do not fit a classification', 'predictions and labels of what the servers gave do not fit a classification'],
    // A name is somebody's own, and a catalog is no log.
    ['the log has no column "of the log"; the logic stays', 'the table has no column "of the log"; the logic stays', 'the servers give no column "of the log"; the logic stays'],
  ])('%s', (log, table, servers) => {
    expect(saidOf('log', log)).toBe(log);
    expect(saidOf('table', log)).toBe(table);
    expect(saidOf('servers', log)).toBe(servers);
  });
});
