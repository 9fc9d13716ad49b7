import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type ConfigProblem, configFileName, emptyConfig, type ProjectConfig } from '../core/config/projectConfig';
import { parseConfig } from '../core/config/parseConfig';
import { FaultError } from '../core/domain/fault';
import { specsOf } from '../core/config/specsOf';
import type { SourceSpec } from '../core/domain/source';
import { holdsOtlpMetrics } from '../engine/otlp/holdsOtlpMetrics';
import type { SourceArguments } from './arguments';
import { databaseSpec, isDatabase } from './databaseSpec';

const dataFile = /\.(jsonl|ndjson|csv|tsv|parquet|json)(\.gz)?$/i;

export interface CliProject {
  readonly folder: string;
  readonly configFile: string | null;
  readonly config: ProjectConfig;
  readonly problems: readonly ConfigProblem[];
}

/** The configuration that belongs to the arguments: named, beside PATH or above it, or in the current folder. */
export function findProject({ path: asked, config }: Pick<SourceArguments, 'path' | 'config'>, cwd: string): CliProject {
  const path = asked !== null && isAddress(asked) ? null : asked;
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
export function chooseSpec({ path, source, bearer, passwordEnv, otlp, listen }: Pick<SourceArguments, 'path' | 'source' | 'bearer' | 'passwordEnv' | 'otlp' | 'listen'>, project: CliProject, cwd: string): SourceSpec | null {
  const { config, folder } = project;
  const specs = specsOf(config, folder);
  if (path !== null && /^https?:\/\//i.test(path)) return addressSpec(path, bearer, cwd);
  if (path !== null && isDatabase(path)) return databaseSpec(path, passwordEnv, cwd);
  if (listen !== null) return { kind: 'metrics', name: `OTLP on port ${listen}`, folder: cwd, sources: [{ kind: 'otlp', name: 'OpenTelemetry', listen, folder: cwd }] };
  if (source !== null) {
    const chosen = specs.find(({ name }) => name === source);
    if (chosen !== undefined) return chosen;
    const known = specs.map(({ name }) => name).join(', ');
    throw FaultError.of('bad-arguments', `--source "${source}": ${known === '' ? `no ${configFileName} names any source` : `the configured sources are ${known}`}`);
  }
  const absolute = path === null ? null : resolve(cwd, path);
  const isFolderOfConfig = absolute === null || absolute === folder;
  if (isFolderOfConfig && specs.length === 0 && project.problems.some((problem) => problem.path.startsWith('sources'))) {
    // What somebody configured must not be passed over for what is found.
    const [first] = project.problems.filter((problem) => problem.path.startsWith('sources'));
    throw FaultError.of('bad-arguments', `${project.configFile ?? configFileName}: no source of it is valid (${first?.path ?? ''}: ${first?.message ?? ''})`);
  }
  const [first] = specs;
  if (isFolderOfConfig && first !== undefined) {
    if (specs.length > 1) throw FaultError.of('bad-arguments', `there are ${specs.length} sources; choose with --source: ${specs.map(({ name }) => name).join(', ')}`);
    return first;
  }
  if (otlp && path === null) throw FaultError.of('bad-arguments', '--otlp needs a PATH: files of OTLP/JSON lines');
  if (absolute === null || path === null) return null;
  if (otlp || holdsOtlpMetrics(absolute)) return { kind: 'metrics', name: basename(absolute), folder: cwd, sources: [{ kind: 'otlp', name: basename(absolute), paths: [path], folder: cwd }] };
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

/** A server named by its address alone: a page where the address is one's, else a server that answers queries. */
function addressSpec(url: string, bearer: string | null, folder: string): SourceSpec {
  if (!URL.canParse(url)) throw FaultError.of('bad-arguments', `${url}: this is no address`);
  const name = new URL(url).host;
  const kind = /\/metrics\/?(\?.*)?$/.test(url) ? ('metrics' as const) : ('prometheus' as const);
  return { kind: 'metrics', name, folder, sources: [{ kind, name, url, folder, ...(bearer === null ? {} : { auth: { kind: 'bearer', token: bearer } }) }] };
}

function isAddress(path: string): boolean {
  return /^(https?|otlp):/i.test(path) || isDatabase(path);
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
