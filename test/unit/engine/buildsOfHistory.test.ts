import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seriesKey } from '../../../src/core/metrics/history/seriesKey';
import { buildsSeen, restartsSeen } from '../../../src/core/timeline/buildsSeen';
import { buildsOfHistory } from '../../../src/engine/metrics/sampled/buildsOfHistory';
import { ScrapeHistory } from '../../../src/engine/metrics/sampled/scrapeHistory';

/* Scrapes as they are kept, in memory and on disk: a service that is deployed anew half-way. */

const axis = { kind: 'time', start: 0, step: 60e6, count: 60 } as const;
const signal = new AbortController().signal;

async function filled(storage: string | null): Promise<ScrapeHistory> {
  const history = await ScrapeHistory.open(storage, 'page', { days: 365_000, bytes: 2 ** 24 });
  for (let minute = 0; minute < 60; minute += 1) {
    const version = minute < 30 ? '1.3' : '1.4';
    await history.append({
      timeMs: minute * 60_000 + 1_000, durationMs: 1, down: null,
      values: new Map([
        [seriesKey('model_build_info', [['version', version], ['revision', 'abc1234'], ['env', 'prod']]), 1],
        [seriesKey('go_build_info', [['version', `tool ${version}`], ['env', 'prod']]), 1],
        [seriesKey('process_start_time_seconds', [['env', 'prod']]), minute < 30 ? -100 : 1_799.5],
        [seriesKey('requests_total', [['env', 'prod']]), minute],
      ]),
    });
  }
  return history;
}

describe.each(['memory', 'disk'])('builds that scrapes tell of, from %s', (where) => {
  it('are the version that came and the process that began', async () => {
    const storage = where === 'disk' ? mkdtempSync(join(tmpdir(), 'mv-builds-')) : null;
    const history = await filled(storage);
    try {
      const told = await buildsOfHistory(history, { env: 'prod' }, axis, signal);
      expect(buildsSeen(told.builds, axis.step).map(({ metric, version, revision, time }) => [metric, version, revision, time / 60e6])).toEqual([['model_build_info', '1.4', 'abc1234', 30 + 1 / 60]]);
      expect(restartsSeen(told.starts, 0, 3_600e6).map(({ time }) => time)).toEqual([1_799_500_000]);
      expect(await buildsOfHistory(history, { env: 'test' }, axis, signal)).toEqual({ builds: [], starts: [], reasons: [] });
    } finally {
      await history.close();
      if (storage !== null) rmSync(storage, { recursive: true, force: true });
    }
  });
});
