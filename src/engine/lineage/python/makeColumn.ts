import type { PlaceHow } from '../../../core/code/place';
import type { LineageHow } from '../../../core/lineage/lineage';
import type { Closure, Context, Found, Tracing } from '../context';
import { placeIn } from '../context';
import { nodeId } from '../graphBuilder';
import type { Span } from '../../code/outline';
import type { Expr } from './ast';
import { accessors } from './methods';
import { calleeOf, positional } from './names';

export interface MakeOptions {
  /** Conditions that decide where the value is put. */
  readonly also?: readonly Expr[];
  /** The frame whose column of the same name goes in: `df["x"] += 1`. */
  readonly prior?: Closure | null;
  readonly how?: LineageHow;
  readonly reason?: string | null;
}

/** The node of a column that `value` makes at `span`; its inputs are looked for when its turn comes. */
export function makeColumn(t: Tracing, name: string, span: Span, how: PlaceHow, value: Expr, context: Context, options: MakeOptions = {}): Found {
  const place = placeIn(context, span, name, how);
  const id = nodeId('column', context.module, span.start, name);
  t.graph.node(id, { kind: 'column', name, place, made: true, reason: options.reason ?? null }, () => {
    t.flow(value, context, { to: id, how: options.how ?? (how === 'rename' ? 'rename' : valueHow(value)) });
    for (const expr of options.also ?? []) t.flow(expr, context, { to: id, how: 'compute' });
    if (options.prior) t.flowColumn(options.prior, name, place, { to: id, how: 'compute' });
  });
  return { node: id };
}

/** A column that is another column under a new name. */
export function makeRenamed(t: Tracing, name: string, span: Span, old: { readonly frame: Closure; readonly name: string; readonly span: Span }, context: Context): Found {
  const id = nodeId('column', context.module, span.start, name);
  t.graph.node(id, { kind: 'column', name, place: placeIn(context, span, name, 'rename'), made: true }, () => {
    t.flowColumn(old.frame, old.name, placeIn(context, old.span, old.name, 'column-reference'), { to: id, how: 'rename' });
  });
  return { node: id };
}

/** `copy` where the values stay what they were. */
export function valueHow(value: Expr): LineageHow {
  if (value.k === 'name' || (value.k === 'attr' && !(value.of.k === 'attr' && accessors.test(value.of.name)))) return 'copy';
  if (value.k === 'sub') return value.index.length === 1 && value.index[0]?.k === 'str' ? 'copy' : 'compute';
  if (value.k === 'call' && /^(?:col|get|copy|getattr|to_numpy|tolist|to_list|item)$/.test(calleeOf(value)) && positional(value).every(({ k }) => k === 'str' || k === 'literal' || k === 'name')) return 'copy';
  return 'compute';
}
