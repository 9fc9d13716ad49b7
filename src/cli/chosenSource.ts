import { join, resolve } from 'node:path';
import { FaultError } from '../core/domain/fault';
import type { LogSpec, SourceSpec } from '../core/domain/source';
import type { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';
import type { SourceArguments } from './arguments';

/** The log with the label files of the command line in the place of those of its configuration. */
export function withLabelFiles(spec: SourceSpec, { labels, labelId }: Pick<SourceArguments, 'labels' | 'labelId'>, cwd: string): SourceSpec {
  if (labels.length === 0 && labelId === null) return spec;
  if (spec.kind !== 'log') throw FaultError.of('bad-arguments', '--labels: labels are joined to a log, this source is a server');
  const paths = labels.length > 0 ? labels.map((path) => resolve(cwd, path)) : spec.labels?.paths;
  if (paths === undefined) throw FaultError.of('bad-arguments', '--label-id: name the label files by --labels, too');
  return { ...spec, labels: { ...spec.labels, paths, ...(labelId === null ? {} : { labelId }) } };
}

/** No source was named: the best log found below the folder. */
export async function findSpec(args: Pick<SourceArguments, 'path'>, cwd: string, engine: ReturnType<EngineService['handlers']>, context: HandlerContext): Promise<LogSpec> {
  const root = resolve(cwd, args.path ?? '.');
  const found = await engine['source.discover']({ roots: [root], exclude: [] }, context);
  const [best, ...others] = found;
  if (best === undefined) {
    // A folder of files none of which looks like a prediction log is still what was asked for.
    if (args.path !== null) return { kind: 'log', name: args.path, folder: root, paths: ['.'] };
    throw FaultError.of('not-found', 'no prediction log was found here; name a file: model-vitals report PATH');
  }
  if (others.length > 0) {
    const list = others.map(({ folder, paths }) => `  ${join(folder, paths[0] ?? '')}`).join('\n');
    process.stderr.write(`model-vitals: ${found.length} logs were found; this is the report of ${join(best.folder, best.paths[0] ?? '')}. The others:\n${list}\n`);
  }
  return { kind: 'log', name: best.name, folder: best.folder, paths: best.paths };
}
