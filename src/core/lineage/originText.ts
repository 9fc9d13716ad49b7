import type { CodePlace } from '../code/place';
import type { FeatureFinding } from '../domain/finding';
import type { Axis } from '../domain/window';
import { formatFigure } from '../format/figures';
import { oneLine, shorten } from '../format/oneLine';
import { slotPlace } from '../format/onset';
import type { OriginInput, OriginKind } from './driftOrigin';
import type { Lineage, LineageNode } from './lineage';

export interface OriginFacts {
  readonly kind: OriginKind;
  readonly lineage: Lineage;
  readonly own: FeatureFinding | null;
  readonly root: LineageNode | null;
  readonly inputs: readonly OriginInput[];
  readonly furthest: readonly OriginInput[];
  readonly axis: Axis;
}

const named = 4;

/** Where the drift can have begun, in one or two sentences. It says what moves together, never what brought what. */
export function originSentence({ kind, lineage, own, root, inputs, furthest, axis }: OriginFacts): string {
  const here = root?.place === null || root === null ? 'this line' : placeText(root.place);
  const stable = inputs.filter(({ verdict }) => verdict === 'stable');
  const outside = inputs.filter(({ column }) => column === null);
  const unjudged = inputs.filter(({ column, verdict }) => column !== null && verdict !== 'stable' && verdict !== 'moved');
  switch (kind) {
    case 'no code':
      return sentence(`its inputs are not known: ${lineage.reason ?? 'no line of the code makes it'}`);
    case 'not moved':
      return own === null ? 'It is not among the features of this comparison.' : sentence(`${own.verdict === 'stable' ? 'it did not move' : own.verdict}, so that there is no drift to follow`);
    case 'with an input': {
      const moved = inputs.filter(({ verdict, timing }) => verdict === 'moved' && timing !== 'later');
      const steady = stable.length === 0 ? '' : `; ${list(stable)} ${stable.length === 1 ? 'is' : 'are'} stable`;
      return `${sentence(`it moves together with its ${moved.length === 1 ? 'input' : 'inputs'} ${list(moved, (input) => movedText(input, axis))}${steady}`)} ${upstream(moved, furthest)}`;
    }
    case 'begins here':
      if (inputs.length === 0) return sentence(`nothing that is logged goes in: the drift begins at ${here}`);
      return sentence(`${allOf(stable)} stable: the drift begins between ${stable.length === 1 ? 'it' : 'them'} and ${here}`);
    case 'input moved later': {
      const later = inputs.filter(({ verdict }) => verdict === 'moved');
      const steady = stable.length === 0 ? '' : `; ${list(stable)} ${stable.length === 1 ? 'is' : 'are'} stable`;
      return sentence(`its ${later.length === 1 ? 'input' : 'inputs'} ${list(later, (input) => movedText(input, axis))} moved too, but later${steady}: the drift begins before that, between its inputs and ${here}`);
    }
    case 'may come from outside': {
      const open = [...outside, ...unjudged];
      const its = stable.length > 0 ? '' : `its ${open.length === 1 ? 'input' : 'inputs'} `;
      const what = open.length === 0 ? 'it comes from outside the code' : `${its}${list(open, (input) => (input.column === null ? name(input) : `${name(input)} (${input.verdict ?? ''})`))} ${open.length === 1 ? 'is' : 'are'} ${unjudged.length === 0 ? 'not logged' : outside.length === 0 ? 'not judged' : 'not logged or not judged'}`;
      if (stable.length > 0) return sentence(`its ${stable.length === 1 ? 'input' : 'inputs'} ${list(stable)} ${stable.length === 1 ? 'is' : 'are'} stable, but ${what}: whether the drift came in with ${open.length === 1 ? 'it' : 'them'} or begins at ${here} cannot be told`);
      return sentence(`${what}: whether the drift came in ${open.length === 0 ? 'with it' : `with ${open.length === 1 ? 'it' : 'them'}`} or begins at ${here} cannot be told`);
    }
  }
}

/** What stands above the moved inputs. */
function upstream(moved: readonly OriginInput[], furthest: readonly OriginInput[]): string {
  if (furthest.length === 0) return 'These inputs go in a circle.';
  const far = furthest.every((input) => moved.some(({ node }) => node === input.node));
  const where = (input: OriginInput): string => (input.place === null ? '' : ` (${placeText(input.place)})`);
  const which = list(furthest, (input) => `${name(input)}${where(input)}`);
  return far ? `Above ${which} nothing logged moved: look there first.` : `Upstream the first that moved ${furthest.length === 1 ? 'is' : 'are'} ${which}: look there first.`;
}

function allOf(stable: readonly OriginInput[]): string {
  return stable.length === 1 ? `its one logged input ${list(stable)} is` : `all its logged inputs (${list(stable)}) are`;
}

/** `income (0.52 sd, before it, since 9 Jun 2001 12:00 UTC)`. */
function movedText(input: OriginInput, axis: Axis): string {
  const { effect, onset, timing } = input;
  const parts = [
    ...(effect?.value === null || effect === null ? [] : [formatFigure(effect.value, effect.unit)]),
    ...(timing === null || timing === 'not known' ? ['since when is not known beside it'] : [timing === 'before' ? 'before it' : timing === 'later' ? 'after it' : 'at the same time']),
    ...(onset?.slot === null || onset === null ? [] : [`since ${slotPlace(axis, onset.slot)}`]),
  ];
  return `${name(input)} (${parts.join(', ')})`;
}

export function name({ name: own }: { readonly name: string }): string {
  return shorten(oneLine(own), 60);
}

/** `features.py:40 (add_distance)`. */
export function placeText({ file, line, cell, symbol }: CodePlace): string {
  return `${shorten(oneLine(file), 120)}${cell === undefined ? '' : `#cell${cell + 1}`}:${line}${symbol === undefined ? '' : ` (${shorten(oneLine(symbol), 60)})`}`;
}

function list(inputs: readonly OriginInput[], text: (input: OriginInput) => string = name): string {
  const shown = inputs.slice(0, named).map(text);
  const rest = inputs.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length <= 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
