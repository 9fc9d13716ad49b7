import { basename, isAbsolute, relative, sep } from 'node:path';
import type { Uri } from 'vscode';
import type { KnownNames } from '../../core/config/names/configNames';
import type { CommandContext } from '../commands/context';
import type { SourceEntry } from '../project/sourceEntry';

/** What the window knows of the sources of one folder: their columns as far as they are open, and the figures of the report on show. */
export function knownNames({ session }: Pick<CommandContext, 'session'>, folder: Uri): KnownNames {
  const here = session.project.entries.filter((entry) => entry.folder?.toString() === folder.toString());
  const shown = here.some(({ key }) => key === session.selected?.key) ? session.page : null;
  return {
    // Metrics and training runs have no columns, and nothing is asked of them.
    sources: here.filter(({ spec }) => spec.kind !== 'metrics' && spec.kind !== 'training').map(namesOf),
    figures: shown?.report.findings.map(({ id, title }) => ({ id, title })) ?? null,
  };
}

function namesOf({ spec, state }: SourceEntry): KnownNames['sources'][number] {
  // While it is read again, what was read last still holds: complaints do not come and go with that.
  if (state === null || state.columns.length === 0) return { name: spec.name, columns: null, versions: [], files: [] };
  const roles = new Map(state.roles.map(({ column, role }) => [column, role]));
  const columns = state.columns.map(({ name, kind, rows, missing, distinct }) => ({ name, role: roles.get(name) ?? 'ignore', kind, rows, missing, distinct }));
  const files = state.files.flatMap(({ path }) => [isAbsolute(path) ? relative(spec.folder, path).split(sep).join('/') : path, basename(path)]);
  return { name: spec.name, columns, versions: state.versions, files: [...new Set(files)] };
}
