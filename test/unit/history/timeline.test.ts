import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aroundMark } from '../../../src/core/timeline/aroundMark';
import { buildsSeen, isBuildMetric, restartsSeen } from '../../../src/core/timeline/buildsSeen';
import { type ListedCommit, parseList, parseNameStatus, parseTags } from '../../../src/core/timeline/listedCommits';
import { makeTimeline, type TimelineParts } from '../../../src/core/timeline/makeTimeline';
import { marksBefore } from '../../../src/core/timeline/marksBefore';
import { isReleaseTag, versionKey } from '../../../src/core/timeline/releaseTag';
import { versionsServed } from '../../../src/core/timeline/versionsServed';

const day = 86_400e6;
const axis = { kind: 'time', start: 0, step: day, count: 40 } as const;
const hash = (n: number): string => n.toString(16).padStart(40, '0');
const zero = String.fromCharCode(0);

describe('versions in the log', () => {
  const table = (names: string[], slots: number[][]) => versionsServed(names, slots.flat());

  it('come, take over and come back', () => {
    expect(table(['a', 'b'], [[100, 0], [100, 0], [97, 3], [90, 10], [0, 100], [0, 100], [100, 0]])).toEqual([
      { slot: 2, version: 'b', share: 0.03, as: 'first' },
      { slot: 4, version: 'b', share: 1, as: 'main' },
      { slot: 6, version: 'a', share: 1, as: 'back' },
    ]);
  });

  it('that begin within a slot are one moment with what follows', () => {
    expect(table(['a', 'b'], [[100, 0], [60, 40], [0, 100]])).toEqual([{ slot: 1, version: 'b', share: 1, as: 'main' }]);
    expect(table(['a', 'b'], [[100, 0], [5, 95], [0, 100]])).toEqual([{ slot: 1, version: 'b', share: 0.95, as: 'main' }]);
  });

  it('are no change where a late row, an even split or an empty slot stands', () => {
    expect(table(['a', 'b'], [[100, 0], [0, 100], [1, 0], [0, 100]])).toEqual([{ slot: 1, version: 'b', share: 1, as: 'main' }]);
    expect(table(['a', 'b'], [[50, 50], [45, 55], [55, 45], [0, 0], [50, 50]])).toEqual([]);
    expect(versionsServed([], [])).toEqual([]);
  });

  it('have shares between 0 and 1 in ascending slots, whatever the counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(200), { maxLength: 120 }), (width, counts) => {
        const names = ['a', 'b', 'c', 'd'].slice(0, width);
        const events = versionsServed(names, counts.slice(0, counts.length - (counts.length % width)));
        expect(events.every(({ share }) => share > 0 && share <= 1)).toBe(true);
        expect(events.map(({ slot }) => slot)).toEqual(events.map(({ slot }) => slot).sort((a, b) => a - b));
        expect(new Set(events.filter(({ as }) => as === 'first').map(({ version }) => version)).size).toBe(events.filter(({ as }) => as === 'first').length);
      }),
    );
  });
});

describe('names of tags', () => {
  it('are told apart from other tags', () => {
    expect(['v1.4.0', '1.4', 'release-2.0.1', 'model@v1.4.0-rc.1', 'deploy-2001-06-10', 'prod/eu', 'v7', '2024.06.1'].filter((name) => !isReleaseTag(name))).toEqual([]);
    expect(['before-refactoring', 'build-123', 'paper', 'evaluated', 'productivity', '42'].filter(isReleaseTag)).toEqual([]);
  });
  it('are compared as versions', () => {
    expect(versionKey('v1.4.0')).toBe(versionKey('Release-1.4'));
    expect(versionKey('v1.40')).not.toBe(versionKey('v1.4'));
    expect(versionKey('v10')).toBe('10');
    expect(versionKey(' Canary ')).toBe('canary');
  });
});

describe('builds', () => {
  const series = (metric: string, version: string, first: number, instance = 'a') => ({ metric, labels: new Map([['version', version], ['instance', instance]]), first });
  it('that were there before are no deploy, and several instances are one', () => {
    const found = buildsSeen([series('m_build_info', '1.3', 0), series('m_build_info', '1.4', 5 * day), series('m_build_info', '1.4', 6 * day, 'b'), series('n_build_info', '9', 3 * day)], day);
    expect(found.map(({ version, time }) => [version, time / day])).toEqual([['1.4', 5]]);
  });
  it('are those of models, not of tools', () => {
    expect(['model_build_info', 'build_info', 'app_info', 'svc_version_info'].every(isBuildMetric)).toBe(true);
    expect(['go_build_info', 'python_info', 'prometheus_build_info', 'builds', 'x_info_total'].some(isBuildMetric)).toBe(false);
  });
  it('starts are counted once and within the axis', () => {
    expect(restartsSeen([{ seconds: 100, who: 'a' }, { seconds: 100.2, who: 'a' }, { seconds: 100, who: 'b' }, { seconds: Number.NaN, who: 'a' }, { seconds: 1e9, who: 'a' }], 0, 200e6).map(({ who }) => who)).toEqual(['a', 'b']);
  });
});

function commit(n: number, atDay: number, files: readonly string[] | null = ['a.py'], subject = `c${n}`): ListedCommit {
  return { hash: hash(n), parents: [], time: atDay * day, author: 'Ada', subject, files: files === null ? null : files.map((path) => ({ status: 'changed' as const, path, from: null })) };
}
const none: TimelineParts = { axis, served: [], builds: [], restarts: [], repositories: [], reasons: [] };
const repository = (commits: readonly ListedCommit[], tags: TimelineParts['repositories'][number]['tags'] = [], files: readonly string[] = ['a.py'], folders: readonly string[] = []) => ({
  repository: { name: 'r', top: '/r', commits: commits.length, notes: [] }, commits, tags, files: new Set(files), folders,
});

describe('the timeline', () => {
  it('makes one mark of a version that log, server and tag name', () => {
    const { marks } = makeTimeline({
      ...none,
      served: [{ slot: 10, version: 'v1.4.0', share: 0.97, as: 'main' }],
      builds: [{ time: 10.25 * day, metric: 'm_build_info', version: '1.4', revision: 'abcdef1' }],
      restarts: [{ time: 10.1 * day, who: 'api a:1' }, { time: 30 * day, who: 'api a:1' }],
      repositories: [repository([commit(7, 9.5)], [{ name: 'v1.4.0', hash: hash(7), time: 9.5 * day, annotated: false }])],
    });
    expect(marks.map(({ kind, slot, title }) => [kind, slot, title])).toEqual([['commit', 9, 'c7'], ['deploy', 10, 'v1.4.0'], ['restart', 30, 'restart']]);
    expect(marks[1]?.evidence).toEqual(['v1.4.0 has 97 % of the rows from here', 'm_build_info says 1.4 (abcdef1) since 11 Jan 1970 06:00 UTC', `tag v1.4.0 at ${hash(7).slice(0, 7)}, 12 h before`, '1 process began: api a:1']);
    expect(marks[1]?.commit?.hash).toBe(hash(7));
  });

  it('keeps a canary, its rollout and a tag that is far away apart', () => {
    const { marks } = makeTimeline({
      ...none,
      served: [{ slot: 10, version: 'v2', share: 0.02, as: 'first' }, { slot: 12, version: 'v2', share: 1, as: 'main' }],
      repositories: [repository([], [{ name: 'v2', hash: hash(1), time: 30 * day, annotated: true }])],
    });
    expect(marks.map(({ title, slot, partial }) => [title, slot, partial])).toEqual([['v2', 10, 0.02], ['v2', 12, null], ['v2', 30, null]]);
  });

  it('says which commits have to do with the code, through renames, and hides none of which nothing is known', () => {
    const moved: ListedCommit = { ...commit(3, 5), files: [{ status: 'renamed', path: 'a.py', from: 'old.py' }] };
    const related = (files: readonly string[], list: readonly ListedCommit[]) => makeTimeline({ ...none, repositories: [repository(list, [], files)] }).marks.map((mark) => [mark.title, mark.related]);
    const list = [commit(4, 6, ['b.py']), moved, commit(2, 4, ['old.py']), commit(1, 3, null)];
    expect(related(['a.py'], list)).toEqual([['c1', true], ['c2', true], ['c3', true], ['c4', false]]);
    const inFolder = makeTimeline({ ...none, repositories: [repository([commit(1, 1, ['model/x.json']), commit(2, 2, ['models/y.py'])], [], ['model/a.py'], ['model/'])] }).marks;
    expect(inFolder.map(({ related: is, commit: behind }) => [is, behind?.touches])).toEqual([[true, 'model/x.json'], [false, null]]);
    expect(related([], list).every(([, is]) => is)).toBe(true);
  });

  it('finds the commit that a version names', () => {
    const { marks } = makeTimeline({ ...none, served: [{ slot: 3, version: 'abc1234', share: 1, as: 'main' }], repositories: [repository([{ ...commit(1, 1), hash: 'abc1234'.padEnd(40, '0') }])] });
    expect(marks.find(({ kind }) => kind === 'deploy')?.commit?.subject).toBe('c1');
  });

  it('keeps every mark within the axis, once and in order', () => {
    const times = fc.float({ min: -5, max: 50, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), times)), fc.array(fc.tuple(fc.constantFrom('v1', 'v1.1', 'odd', 'x\u001b[31m'), times)), fc.array(fc.record({ slot: fc.nat(39), version: fc.constantFrom('v1', '1.1'), share: fc.double({ min: 0, max: 1, noNaN: true }), as: fc.constantFrom('first' as const, 'main' as const, 'back' as const) })), (commits, tags, served) => {
        const byHash = new Map(commits.map(([n, at]) => [n, commit(n, at)]));
        const { marks } = makeTimeline({ ...none, served, repositories: [repository([...byHash.values()], tags.map(([name, at], i) => ({ name, hash: hash(i % 31), time: at * day, annotated: true })))] });
        expect(marks.every(({ slot, time }) => slot >= 0 && slot < 40 && Math.floor(time / day) === slot)).toBe(true);
        expect(new Set(marks.map(({ id }) => id)).size).toBe(marks.length);
        expect(marks.map(({ time }) => time)).toEqual(marks.map(({ time }) => time).sort((a, b) => a - b));
        expect(marks.flatMap(({ evidence }) => evidence).some((text) => text.includes('\u001b'))).toBe(false);
        for (const mark of marks) {
          const around = aroundMark(axis, mark, marks);
          if (around === null) continue;
          expect(around.baseline.from < around.baseline.to && around.baseline.to <= around.current.from && around.current.from < around.current.to && around.current.to <= 40).toBe(true);
        }
      }),
    );
  });
});

describe('before an onset', () => {
  it('marks stand nearest first, none after its interval, none of other code', () => {
    const mark = (id: string, at: number, related = true) => ({ id, kind: 'commit' as const, slot: Math.floor(at), time: at * day, title: id, evidence: [], partial: null, commit: null, related });
    const onset = { state: 'found', reason: '', slot: 20, interval: { from: 18, to: 22, level: 0.95 }, place: null, watched: null, slots: 40, method: '' } as const;
    expect(marksBefore([mark('a', 5), mark('b', 17), mark('c', 19, false), mark('d', 21), mark('e', 23)], onset, axis, 2).map(({ mark: { id }, before, within }) => [id, before / day, within])).toEqual([['d', -1, true], ['b', 3, false]]);
    expect(marksBefore([mark('a', 5)], undefined, axis, 2)).toEqual([]);
  });
});

describe('before and after a mark', () => {
  const mark = (id: string, slot: number, time = slot * day) => ({ id, kind: 'deploy' as const, slot, time, title: id, evidence: [], partial: null, commit: null, related: true });
  it('reach to the deploys on both sides, and leave out the slot that holds both', () => {
    const marks = [mark('a', 15), mark('b', 20, 20.5 * day), mark('c', 24)];
    expect(aroundMark(axis, marks[1]!, marks)).toEqual({ baseline: { from: 15, to: 20 }, current: { from: 21, to: 24 } });
    expect(aroundMark(axis, mark('d', 20), [])).toEqual({ baseline: { from: 10, to: 20 }, current: { from: 20, to: 30 } });
    expect(aroundMark(axis, mark('e', 0), [])).toBeNull();
  });
});

describe('what git printed', () => {
  it('is read whatever stands in it', () => {
    const free = fc.string({ unit: 'binary' }).filter((text) => !text.includes(zero) && !text.includes('<mark>'));
    const path = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes(zero) && !text.includes('<mark>'));
    fc.assert(
      fc.property(fc.array(fc.record({ n: fc.nat(), at: fc.nat(2e9), author: free, subject: free, files: fc.array(path) })), (all) => {
        const text = all.map(({ n, at, author, subject, files }) => `<mark>${[hash(n), '', String(at), author, subject].join(zero)}${zero}${files.length === 0 ? '' : `\n${files.map((file) => `M${zero}${file}${zero}`).join('')}`}${zero}`).join('');
        expect(parseList(text, '<mark>', true)).toEqual(all.map(({ n, at, author, subject, files }) => ({ hash: hash(n), parents: [], time: at * 1e6, author, subject, files: files.map((file) => ({ status: 'changed', path: file, from: null })) })));
      }),
    );
    expect(parseList('<mark>beef', '<mark>', true)).toEqual([]);
    expect(parseNameStatus(['R100', 'a', 'b', 'X', 'M', 'c', 'A'])).toEqual([{ status: 'renamed', path: 'b', from: 'a' }, { status: 'changed', path: 'c', from: null }]);
  });
  it('of tags names commits alone', () => {
    const line = (...fields: string[]) => fields.join(zero);
    expect(parseTags([line('v1', 'commit', hash(1), '', '', '5'), line('v2', 'tag', hash(9), 'commit', hash(2), '6'), line('v3', 'blob', hash(3), '', '', ''), line('v4', 'tag', hash(9), 'tree', hash(4), '7'), ''].join('\n'))).toEqual([
      { name: 'v1', hash: hash(1), time: 5e6, annotated: false }, { name: 'v2', hash: hash(2), time: 6e6, annotated: true },
    ]);
  });
});
