import { countOf } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { formatInstant } from '../format/time';
import type { Timeline, TimelineMark } from '../timeline/mark';

export const timelineTitle = 'Deploys and commits';

const most = { deploys: 12, restarts: 3, tags: 5, commits: 10, json: 200 } as const;

/** One mark of a report. */
export interface TimelineRow {
  readonly sign: string;
  readonly time: string;
  /** `deploy v1.4.0`, `3f5ca13`. */
  readonly what: string;
  /** Subject and evidence. */
  readonly text: string;
}

const signs: Readonly<Record<TimelineMark['kind'], string>> = { deploy: '◆', tag: '◇', commit: '●', restart: '↻' };

/** The newest marks of each kind, oldest first, of commits those that have to do with the features' code; and what is left out. Empty where nothing is known and nothing has to be said. */
export function timelineRows(timeline: Timeline | undefined): { readonly rows: readonly TimelineRow[]; readonly notes: readonly string[] } {
  if (timeline === undefined) return { rows: [], notes: [] };
  const of = (kind: TimelineMark['kind']): readonly TimelineMark[] => timeline.marks.filter((mark) => mark.kind === kind && mark.related);
  const shown = new Set([...of('deploy').slice(-most.deploys), ...of('restart').slice(-most.restarts), ...of('tag').slice(-most.tags), ...of('commit').slice(-most.commits)]);
  const rows = timeline.marks.filter((mark) => shown.has(mark)).map(row);
  const earlier = timeline.marks.filter((mark) => mark.related && !shown.has(mark)).length;
  const other = timeline.marks.filter(({ related }) => !related).length;
  return {
    rows,
    notes: [
      ...(earlier === 0 ? [] : [`${countOf(earlier, 'earlier mark')} not listed`]),
      ...(other === 0 ? [] : [`${countOf(other, 'commit or tag', 'commits and tags')} of other code not listed`]),
      ...timeline.repositories.flatMap(({ name, notes }) => notes.map((note) => `${oneLine(name)}: ${note}`)),
      ...timeline.reasons.map(oneLine),
    ],
  };
}

function row({ kind, time, title, evidence, partial, commit }: TimelineMark): TimelineRow {
  const name = shorten(oneLine(title), 100);
  const what = kind === 'commit' ? (commit?.hash.slice(0, 7) ?? '') : kind === 'deploy' ? `${partial === null ? 'deploy' : 'canary'} ${name}` : kind === 'tag' ? `tag ${name}` : name;
  const said = evidence.join('; ');
  return { sign: signs[kind], time: formatInstant(time), what, text: kind === 'commit' ? `${name} (${said})` : said };
}

/** The timeline for files that travel: at most the newest marks, and no folder of this machine. */
export function timelineJson({ marks, repositories, reasons }: Timeline): { readonly marks: readonly TimelineMark[]; readonly more: number; readonly repositories: readonly { readonly name: string; readonly commits: number; readonly notes: readonly string[] }[]; readonly reasons: readonly string[] } {
  return { marks: marks.slice(-most.json), more: Math.max(0, marks.length - most.json), repositories: repositories.map(({ name, commits, notes }) => ({ name, commits, notes })), reasons };
}
