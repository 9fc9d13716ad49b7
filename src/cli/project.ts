import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type ConfigProblem, configFileName, emptyConfig, type ProjectConfig } from '../core/config/projectConfig';
import { parseConfig } from '../core/config/parseConfig';
import { FaultError } from '../core/domain/fault';
import type { LogSpec } from '../core/domain/source';
import type { SourceArguments } from './arguments';

const dataFile = /\.(jsonl|ndjson|csv|tsv|parquet|json)(\.gz)?$/i;

export interface CliProject {
  readonly folder: string;
  readonly configFile: string | null;
  readonly config: ProjectConfig;
  readonly problems: readonly ConfigProblem[];
}

/** The configuration that belongs to the arguments: named, beside PATH or above it, or in the current folder. */
export function findProject({ path, config }: Pick<SourceArguments, 'path' | 'config'>, cwd: string): CliProject {
  if (config !== null) {
    const file = resolve(cwd, config);
    if (!existsSync(file)) throw FaultError.of('bad-arguments', `--config ${config}: there is no such file`);
    return read(file);
  }
  const start = path === null ? cwd : startFolder(resolve(cwd, path));
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, configFileName);
    if (existsSync(file)) return read(file);
    if (dirname(folder) === folder || existsSync(join(folder, '.git'))) break;
  }
  return { folder: path === null ? cwd : start, configFile: null, config: emptyConfig, problems: [] };
}

/** The source to read; null means that none is configured or named, and one must be found. */
export function chooseSpec({ path, source }: Pick<SourceArguments, 'path' | 'source'>, project: CliProject, cwd: string): LogSpec | null {
  const { config, folder } = project;
  if (source !== null) {
    const chosen = config.sources.find(({ name }) => name === source);
    if (chosen !== undefined) return toSpec(chosen, folder);
    const known = config.sources.map(({ name }) => name).join(', ');
    throw FaultError.of('bad-arguments', `--source "${source}": ${known === '' ? `no ${configFileName} names any source` : `the configured sources are ${known}`}`);
  }
  const absolute = path === null ? null : resolve(cwd, path);
  const isFolderOfConfig = absolute === null || absolute === folder;
  if (isFolderOfConfig && config.sources.length === 0 && project.problems.some((problem) => problem.path.startsWith('sources'))) {
    // What somebody configured must not be passed over for what is found.
    const [first] = project.problems.filter((problem) => problem.path.startsWith('sources'));
    throw FaultError.of('bad-arguments', `${project.configFile ?? configFileName}: no source of it is valid (${first?.path ?? ''}: ${first?.message ?? ''})`);
  }
  if (isFolderOfConfig && config.sources.length > 0) {
    const first = config.sources[0];
    if (config.sources.length > 1 || first === undefined) {
      throw FaultError.of('bad-arguments', `there are ${config.sources.length} sources; choose with --source: ${config.sources.map(({ name }) => name).join(', ')}`);
    }
    return toSpec(first, folder);
  }
  if (absolute === null || path === null) return null;
  if (existsSync(absolute)) {
    if (statSync(absolute).isDirectory()) {
      // A folder of data files is one log; a folder of folders is searched.
      const holdsData = readdirSync(absolute, { withFileTypes: true }).some((entry) => entry.isFile() && dataFile.test(entry.name));
      return holdsData ? { kind: 'log', name: basename(absolute), folder: absolute, paths: ['.'] } : null;
    }
    return { kind: 'log', name: basename(absolute), folder: dirname(absolute), paths: [basename(absolute)] };
  }
  if (/[*?[\]{}]/.test(path)) return { kind: 'log', name: path, folder: cwd, paths: [path] };
  throw FaultError.of('not-found', `${path}: there is no such file or folder`);
}

export function toSpec(source: ProjectConfig['sources'][number], folder: string): LogSpec {
  return { ...source, kind: 'log', folder };
}

function read(file: string): CliProject {
  const { config, problems } = parseConfig(readFileSync(file, 'utf8'));
  return { folder: dirname(file), configFile: file, config, problems };
}

function startFolder(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder)) return statSync(folder).isDirectory() ? folder : dirname(folder);
  }
}
