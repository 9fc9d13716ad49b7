import { resolve } from 'node:path';
import { writeBaseline } from '../core/baseline/baselineFile';
import { countOf } from '../core/format/numbers';
import { formatBytes } from '../core/format/sizes';
import { makeBaseline } from '../engine/baseline/makeBaseline';
import type { BaselineArguments } from './arguments';
import { withLog } from './withLog';
import { writeOutput } from './writeOutput';

/** Saves a window of a log as counts, and says what went into the file. Throws `FaultError`s. */
export async function runBaseline(args: BaselineArguments, signal: AbortSignal): Promise<void> {
  const { text, baseline } = await withLog(args, new Map(), signal, async ({ context, project, spec, log, clear }) => {
    const named = Object.fromEntries(project.config.baselines.filter(({ source }) => source === spec.name).map(({ name, window }) => [name, window]));
    const made = await makeBaseline(log, { ...context, window: args.window, named, savedAtMs: Date.now(), ...(spec.positive === undefined ? {} : { positive: spec.positive }) });
    clear();
    return { text: writeBaseline(made), baseline: made };
  });
  await writeOutput(text, args.output);
  const columns = countOf(baseline.cube.columns.length, 'column');
  if (!args.quiet) process.stderr.write(`model-vitals: ${resolve(args.output ?? '')}: ${baseline.source}, ${baseline.window}, ${columns}, ${formatBytes(Buffer.byteLength(text))}; counts only, no rows\n`);
}
