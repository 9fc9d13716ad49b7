import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { RankedPlace } from '../core/code/place';
import type { GatePlace } from '../core/gate/gateResult';
import type { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';
import type { CliProject } from './project';

/** Where the code makes each feature, with files as code hosts name them: from the root of the repository. */
export async function gatePlaces(columns: readonly string[], code: string | null, project: CliProject, engine: ReturnType<EngineService['handlers']>, context: HandlerContext): Promise<Readonly<Record<string, readonly GatePlace[]>>> {
  const cwd = process.cwd();
  const root = code !== null ? resolve(cwd, code) : project.configFile === null ? cwd : project.folder;
  await engine['code.index']({ roots: [root], exclude: project.config.code.exclude }, context);
  const ranked = await engine['code.places']({ columns, map: project.config.code.map }, context);
  return Object.fromEntries(Object.entries(ranked).map(([feature, places]) => [feature, places.map(placeOf)]));
}

function placeOf({ root, file, line, column, endColumn, cell }: RankedPlace): GatePlace {
  const path = repositoryPath(join(root, file)) ?? file;
  return cell === undefined ? { file: path, line, column, endColumn } : { file: path, line: null };
}

/** A file's path from the root of its repository, with `/`; null where it lies in none. */
export function repositoryPath(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, file).replaceAll('\\', '/');
    if (dirname(folder) === folder) return null;
  }
}
