import type { CodePlace } from '../../../../src/core/code/place';
import type { FeatureFinding } from '../../../../src/core/domain/finding';
import type { Lineage, LineageEdge, LineageHow, LineageKind, LineageNode } from '../../../../src/core/lineage/lineage';
import { plural, t } from '../../../kit/l10n';
import type { Figures } from '../../../kit/figures';
import { verdictIcon } from '../verdicts';

export type Findings = ReadonlyMap<string, FeatureFinding>;

/** How one thing goes into another, in a word that stands on a line of the drawing. */
export function howWord(how: LineageHow): string {
  switch (how) {
    case 'compute':
      return t('computed');
    case 'copy':
      return t('copied');
    case 'rename':
      return t('renamed');
    case 'call':
      return t('call');
    case 'transform':
      return t('step');
    case 'sql':
      return t('SQL');
    case 'join':
      return t('key');
    case 'filter':
      return t('filter');
  }
}

/** The same for a table, where there is room. */
export function howText(how: LineageHow): string {
  switch (how) {
    case 'call':
      return t('in a call');
    case 'transform':
      return t('a step of a pipeline');
    case 'sql':
      return t('in a SELECT');
    case 'join':
      return t('as a key of a group or join');
    case 'filter':
      return t('decides which rows count');
    default:
      return howWord(how);
  }
}

const kindIcons: Readonly<Record<LineageKind, string>> = {
  feature: 'symbol-field', column: 'symbol-field', variable: 'symbol-variable', parameter: 'symbol-parameter', function: 'symbol-method', table: 'table', constant: 'symbol-constant', unknown: 'question',
};

export function kindWord(kind: LineageKind): string {
  switch (kind) {
    case 'feature':
    case 'column':
      return t('column');
    case 'variable':
      return t('variable');
    case 'parameter':
      return t('parameter');
    case 'function':
      return t('function');
    case 'table':
      return t('table');
    case 'constant':
      return t('constant');
    case 'unknown':
      return t('cannot be followed');
  }
}

export function findingOf({ column }: LineageNode, findings: Findings): FeatureFinding | undefined {
  return column === null ? undefined : findings.get(column);
}

/** What stands under a node's name, with its icon: its verdict, or why it has none. */
export function nodeState(node: LineageNode, findings: Findings, figures: Figures): { readonly icon: string; readonly text: string; readonly className: string } {
  const finding = findingOf(node, findings);
  if (finding !== undefined) {
    const { verdict, effect } = finding;
    return { icon: verdictIcon(verdict), text: verdict === 'moved' && effect.value !== null ? `${verdict} · ${figures.figure(effect.value, effect.unit)}` : verdict, className: verdict === 'moved' ? 'is-moved' : 'is-quiet' };
  }
  if (node.kind === 'constant' || node.kind === 'unknown') return { icon: kindIcons[node.kind], text: kindWord(node.kind), className: 'is-inner' };
  if (node.column !== null) return { icon: 'dash', text: t('not judged'), className: 'is-inner' };
  if (!node.made) return { icon: 'eye-closed', text: t('not in the log'), className: 'is-outside' };
  return { icon: kindIcons[node.kind], text: node.place === null ? kindWord(node.kind) : placeShort(node.place), className: 'is-inner' };
}

/** `features.py:41`, or `train.ipynb cell 3:5`. */
export function placeShort({ file, cell, line }: CodePlace): string {
  const name = file.split('/').at(-1) ?? file;
  return cell === undefined ? `${name}:${line}` : t('{0} cell {1}:{2}', name, cell + 1, line);
}

/** Moved first, then what is judged, then what comes from outside. */
export function nodeWeight(node: LineageNode, findings: Findings): number {
  const verdict = findingOf(node, findings)?.verdict;
  return verdict === 'moved' ? 3 : verdict !== undefined ? 2 : node.made || node.kind === 'constant' ? 0 : 1;
}

const mostNamed = 4;

/** All that a node's box, its lines and their words show, as one sentence for those who do not see them. */
export function nodeName(node: LineageNode, lineage: Lineage, findings: Findings, figures: Figures): string {
  const names = new Map(lineage.nodes.map(({ id, name }) => [id, name]));
  const inputs = lineage.edges.filter(({ to }) => to === node.id);
  const outputs = lineage.edges.filter(({ from }) => from === node.id);
  const list = (edges: readonly LineageEdge[], end: 'from' | 'to'): string => {
    const named = edges.slice(0, mostNamed).map((edge) => `${names.get(edge[end]) ?? ''} (${howText(edge.how)})`);
    return edges.length > mostNamed ? t('{0} and {1} more', named.join(', '), edges.length - mostNamed) : named.join(', ');
  };
  const state = nodeState(node, findings, figures).text;
  const place = node.place === null ? '' : placeShort(node.place);
  // First what the box shows, in its order: who speaks to the computer says what they see.
  const head = [node.name, state, ...(state === place ? [kindWord(node.kind)] : place === '' ? [] : [place])].join(', ');
  return [
    `${head}.`,
    ...(node.reason === null ? [] : [`${node.reason}.`]),
    ...(outputs.length === 0 ? [] : [t('Goes into {0}.', list(outputs, 'to'))]),
    inputs.length === 0 ? t('Nothing goes into it.') : plural(inputs.length, { one: '{0} input: {1}.', other: '{0} inputs: {1}.' }, inputs.length, list(inputs, 'from')),
  ].join(' ');
}
