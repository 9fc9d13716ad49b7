import type { Expr, ExprOf, FunctionStmt, Param, Stmt } from './ast';

/** `df`, `self.df`, `data.train`: what can be assigned and read under one name. Null for anything else. */
export function pathOf(expr: Expr): string | null {
  if (expr.k === 'name') return expr.id;
  if (expr.k !== 'attr') return null;
  const base = pathOf(expr.of);
  return base === null ? null : `${base}.${expr.name}`;
}

/** Last part of what is called. */
export function calleeOf(call: ExprOf<'call'>): string {
  return call.fn.k === 'attr' ? call.fn.name : call.fn.k === 'name' ? call.fn.id : '';
}

export function argument(call: ExprOf<'call'>, name: string, position: number | null = null): Expr | null {
  const named = call.args.find((arg) => arg.name === name);
  if (named !== undefined) return named.value;
  return position === null ? null : (positional(call)[position] ?? null);
}

export function positional(call: ExprOf<'call'>): readonly Expr[] {
  return call.args.flatMap((arg) => (arg.name === null && arg.star === 0 ? [arg.value] : []));
}

/** The parts of an expression, in order. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.k) {
    case 'name':
    case 'literal':
      return [];
    case 'str':
      return expr.fields;
    case 'attr':
      return [expr.of];
    case 'sub':
      return [expr.of, ...expr.index];
    case 'call':
      return [expr.fn, ...expr.args.map(({ value }) => value)];
    case 'list':
      return expr.items;
    case 'dict':
      return expr.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
    case 'comp':
      return [...(expr.key === null ? [] : [expr.key]), expr.body, ...expr.clauses.flatMap(({ target, iter }) => [target, iter]), ...expr.tests];
    case 'lambda':
      return [expr.body];
    case 'cond':
      return [expr.body, expr.test, expr.orelse];
    case 'walrus':
      return [expr.value];
    case 'op':
      return expr.parts;
  }
}

/** The expressions of a statement itself, without its blocks. */
export function expressionsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.k) {
    case 'assign':
      return [...stmt.targets, ...(stmt.value === null ? [] : [stmt.value])];
    case 'expr':
      return [stmt.value];
    case 'return':
      return stmt.value === null ? [] : [stmt.value];
    case 'arms':
      return stmt.tests;
    case 'loop':
      return [stmt.target, stmt.iter].filter((each) => each !== null);
    case 'with':
      return stmt.items.flatMap(({ value, target }) => (target === null ? [value] : [value, target]));
    case 'function':
    case 'class':
      return stmt.decorators;
    default:
      return [];
  }
}

/** All calls in an expression, outer before inner. */
export function callsIn(expr: Expr): readonly ExprOf<'call'>[] {
  const found: ExprOf<'call'>[] = [];
  const open: Expr[] = [expr];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.k === 'call') found.push(next);
    open.push(...partsOf(next));
  }
  return found;
}

/** What a function gives back, with the statements that do; of generators what they yield. */
export function returnsOf(fn: FunctionStmt): readonly { readonly value: Expr; readonly stmt: Stmt }[] {
  const found: { readonly value: Expr; readonly stmt: Stmt }[] = [];
  const visit = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      if (stmt.k === 'return' && stmt.value !== null) found.push({ value: stmt.value, stmt });
      else if (stmt.k === 'arms') stmt.arms.forEach(visit);
      else if (stmt.k === 'loop' || stmt.k === 'with') visit(stmt.body);
    }
  };
  visit(fn.body);
  return found;
}

/** Which argument goes to which parameter. `shift` leaves out what is bound already: `self`. */
export function bindArguments(params: readonly Param[], call: ExprOf<'call'>, shift: number): ReadonlyMap<string, Expr> {
  const bound = new Map<string, Expr>();
  const open = params.slice(shift);
  let position = 0;
  for (const arg of call.args) {
    if (arg.star !== 0) continue;
    if (arg.name !== null) {
      if (params.some(({ name }) => name === arg.name)) bound.set(arg.name, arg.value);
      continue;
    }
    const param = open[position];
    if (param === undefined || param.star === 2) continue;
    if (!bound.has(param.name)) bound.set(param.name, arg.value);
    if (param.star === 0) position++;
  }
  return bound;
}

/** Each name of a target with the part of the value that it gets, where the value is written out; else the whole value. */
export function unpack(target: Expr, value: Expr): readonly { readonly target: Expr; readonly value: Expr }[] {
  if (target.k !== 'list') return [{ target, value }];
  const same = value.k === 'list' && value.items.length === target.items.length;
  return target.items.flatMap((item, i) => unpack(item, same ? (value.items[i] ?? value) : value));
}
