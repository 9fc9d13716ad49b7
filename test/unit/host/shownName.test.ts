import { expect, it } from 'vitest';
import type { Uri } from 'vscode';
import { shownName } from '../../../src/host/project/sourceEntry';

const entry = (folder: string, name: string) => ({ key: `${folder}\u0000${name}`, spec: { kind: 'log' as const, name, folder, paths: ['a.jsonl'] }, folder: { fsPath: folder } as Uri });

it('sources of one name in several folders are told apart by their folder, by all of its path where need be', () => {
  const [a, b, alone] = [entry('/work/churn', 'predictions'), entry('/work/fraud', 'predictions'), entry('/work/fraud', 'other')];
  expect([a, b, alone].map((each) => shownName(each, [a, b, alone]))).toEqual(['predictions (churn)', 'predictions (fraud)', 'other']);
  const [c, d] = [entry('/one/app', 'log'), entry('/two/app', 'log')];
  expect([c, d].map((each) => shownName(each, [c, d]))).toEqual(['log (/one/app)', 'log (/two/app)']);
});
