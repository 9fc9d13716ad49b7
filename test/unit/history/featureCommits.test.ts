import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/domain/report';
import type { LineCommit } from '../../../src/core/history/commit';
import { featureCommits } from '../../../src/core/history/featureCommits';
import { analysed } from './analysed';

const commit = (n: number, time: number): LineCommit => ({ hash: n.toString(16).padStart(40, '0'), time, author: 'Ada', subject: `c${n}`, tags: [], file: 'a.py', line: 3 });
const line = { root: '/r', file: 'a.py', line: 3 };

describe('commits before a feature began to move', () => {
  const report: Report = analysed();
  const moved = report.features.find(({ onset }) => onset !== undefined && onset.slot !== null);
  const axis = report.axis.kind === 'time' ? report.axis : null;

  it('are the nearest to its onset, each once, with what is not known of them', () => {
    if (moved?.onset === undefined || moved.onset.slot === null || axis === null) throw new Error('the report has no onset');
    const onset = axis.start + moved.onset.slot * axis.step;
    const answers = [{ commits: [commit(2, onset - 5e6), commit(1, onset - 9e6)], reason: 'the repository is a shallow clone: older commits are not known' }, { commits: [commit(2, onset - 5e6), commit(3, onset + 9e15)], reason: null }];
    const { commits, reason } = featureCommits(report, moved.feature, [line, line], answers, 10);
    expect(commits.map(({ subject, before }) => [subject, before / 1e6])).toEqual([['c2', 5], ['c1', 9]]);
    expect(reason).toContain('shallow');
  });

  it('have a reason where there are none', () => {
    if (moved === undefined) throw new Error('the report has no onset');
    const none = (feature: string, lines: readonly (typeof line)[], answers: Parameters<typeof featureCommits>[3], of = report) => featureCommits(of, feature, lines, answers, 10).reason;
    expect(none('no such feature', [line], [])).toBe('it did not move');
    expect(none(moved.feature, [], [])).toBe('no line of Python code that defines it was found');
    expect(none(moved.feature, [line], [{ commits: [], reason: 'the line is not committed yet' }])).toBe('the line is not committed yet');
    expect(none(moved.feature, [line], [{ commits: [commit(1, 9e15)], reason: null }])).toBe('no commit touched its lines before it began to move');
    expect(none(moved.feature, [line], [], { ...report, axis: { kind: 'file', names: ['a'] } })).toBe('commits have times, and this axis has none');
  });
});
