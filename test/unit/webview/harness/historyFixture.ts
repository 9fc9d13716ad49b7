import type { FeatureCommits } from '../../../../src/core/history/featureCommits';
import { makeTimeline } from '../../../../src/core/timeline/makeTimeline';
import type { SeriesSet } from '../../../../src/core/domain/report';
import type { PanelTimeline } from '../../../../src/protocol/panelCalls';

const hash = (n: number): string => n.toString(16).padStart(40, '0');

/** A repository that deployed at each version mark of the series, with many commits near one another and one of other code. */
export function madeTimeline({ axis, versionMarks }: SeriesSet): PanelTimeline {
  if (axis.kind !== 'time') return { marks: [], repositories: [], reasons: ['deploys and commits have times, and this axis has rows'] };
  const at = (slot: number): number => axis.start + slot * axis.step;
  const commit = (n: number, slot: number, file: string, subject: string) => ({ hash: hash(n), parents: [], time: Math.round(at(slot)), author: 'Ada', subject, files: [{ status: 'changed' as const, path: file, from: null }] });
  const commits = [...Array.from({ length: 12 }, (_, i) => commit(i + 1, 2 + i * 0.05, 'features.py', `Change ${i + 1} <img src=x onerror=alert(1)>`)), commit(99, 8.5, 'README.md', 'Words of other code')].reverse();
  const { marks, repositories, reasons } = makeTimeline({
    axis, builds: [], restarts: [], reasons: [],
    served: versionMarks.map(({ slot, version }) => ({ slot, version, share: 0.97, as: 'main' })),
    repositories: [{ repository: { name: 'flights', top: '/', commits: commits.length, notes: ['a shallow clone: older commits are not known'] }, commits, tags: [], files: new Set(['features.py']), folders: [] }],
  });
  return { marks, repositories: repositories.map(({ name, commits: n, notes }) => ({ name, commits: n, notes })), reasons };
}

export function madeCommits(feature: string): FeatureCommits {
  return feature === 'distance'
    ? { commits: [{ hash: hash(7), time: 992_000_000e6, author: 'Ada', subject: 'Distances in km', tags: ['v1.4'], file: 'features.py', line: 41, before: 7_200e6, within: false }], reason: null }
    : { commits: [], reason: 'the line is not committed yet' };
}
