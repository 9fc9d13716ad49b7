import type { Node } from '@vscode/tree-sitter-wasm';
import type { Arg, Block, ClassStmt, Clause, Entry, Expr, FunctionStmt, Param, Stmt } from './ast';

/** Deeper nesting than this is generated code; what lies below is left out. */
const deepest = 150;

/** The statements of a syntax tree, its positions moved by `base`: where the text stands in the whole of a notebook. */
export function readAst(root: Node, base = 0): Block {
  return new Reader(base).block(root);
}

class Reader {
  #depth = 0;

  constructor(private readonly base: number) {}

  block(node: Node | null): Block {
    return children(node).flatMap((child) => this.#deep(() => this.#stmt(child), []));
  }

  #deep<T>(read: () => T, otherwise: T): T {
    if (this.#depth >= deepest) return otherwise;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  #span(node: Node): { readonly start: number; readonly end: number } {
    return { start: node.startIndex + this.base, end: node.endIndex + this.base };
  }

  #stmt(node: Node): readonly Stmt[] {
    const span = this.#span(node);
    switch (node.type) {
      case 'expression_statement': {
        const inner = children(node);
        const [only] = inner;
        if (only === undefined) return [];
        if (only.type === 'assignment' || only.type === 'augmented_assignment') return [this.#assignment(only)];
        return inner.map((each) => ({ k: 'expr', ...this.#span(each), value: this.expr(each) }));
      }
      case 'return_statement': {
        const [value] = children(node);
        return [{ k: 'return', ...span, value: value === undefined ? null : this.expr(value) }];
      }
      case 'if_statement':
        return [this.#if(node)];
      case 'try_statement': {
        const arms = [this.block(node.childForFieldName('body'))];
        const last: Stmt[] = [];
        for (const child of children(node)) {
          if (/^except/.test(child.type)) arms.push(this.block(children(child).find(({ type }) => type === 'block') ?? null));
          if (child.type === 'finally_clause') last.push(...this.block(children(child).find(({ type }) => type === 'block') ?? null));
        }
        return [{ k: 'arms', ...span, tests: [], arms, whole: true }, ...last];
      }
      case 'match_statement': {
        const arms = children(node.childForFieldName('body')).map((each) => this.block(each.childForFieldName('consequence')));
        return [{ k: 'arms', ...span, tests: this.#field(node, 'subject'), arms, whole: false }];
      }
      case 'for_statement':
        return [{ k: 'loop', ...span, target: this.#field(node, 'left')[0] ?? null, iter: this.#field(node, 'right')[0] ?? null, body: this.block(node.childForFieldName('body')) }];
      case 'while_statement':
        return [{ k: 'loop', ...span, target: null, iter: null, body: this.block(node.childForFieldName('body')) }];
      case 'with_statement': {
        const items = children(children(node).find(({ type }) => type === 'with_clause') ?? null).flatMap((item) => {
          const [value, alias] = item.childForFieldName('value')?.type === 'as_pattern' ? children(item.childForFieldName('value')) : [item.childForFieldName('value'), null];
          return value ? [{ value: this.expr(value), target: alias ? this.expr(children(alias)[0] ?? alias) : null }] : [];
        });
        return [{ k: 'with', ...span, items, body: this.block(node.childForFieldName('body')) }];
      }
      case 'decorated_definition': {
        const decorators = children(node).flatMap((each) => (each.type === 'decorator' ? children(each).map((inner) => this.expr(inner)) : []));
        const definition = node.childForFieldName('definition');
        return definition === null ? [] : [this.#definition(definition, decorators)];
      }
      case 'function_definition':
      case 'class_definition':
        return [this.#definition(node, [])];
      case 'import_statement':
      case 'import_from_statement':
        return [{ k: 'import', ...span, text: node.text }];
      case 'block':
        return this.block(node);
      case 'ERROR':
        return this.block(node);
      default:
        return isExpression(node.type) ? [{ k: 'expr', ...span, value: this.expr(node) }] : [{ k: 'other', ...span, ends: /^(?:raise|continue|break)_statement$/.test(node.type) }];
    }
  }

  #assignment(node: Node): Stmt {
    const targets: Expr[] = [];
    let right: Node | null = node;
    let annotation: string | null = null;
    // `a = b = value` nests to the right.
    while (right?.type === 'assignment' || right?.type === 'augmented_assignment') {
      const left = right.childForFieldName('left');
      if (left !== null) targets.push(this.expr(left));
      annotation ??= right.childForFieldName('type')?.text ?? null;
      right = right.childForFieldName('right');
    }
    return { k: 'assign', ...this.#span(node), targets, value: right === null ? null : this.expr(right), augmented: node.type === 'augmented_assignment', annotation };
  }

  #if(node: Node): Stmt {
    const tests = this.#field(node, 'condition');
    const arms = [this.block(node.childForFieldName('consequence'))];
    let whole = false;
    for (const child of children(node)) {
      if (child.type === 'elif_clause') {
        tests.push(...this.#field(child, 'condition'));
        arms.push(this.block(child.childForFieldName('consequence')));
      } else if (child.type === 'else_clause') {
        arms.push(this.block(child.childForFieldName('body')));
        whole = true;
      }
    }
    return { k: 'arms', ...this.#span(node), tests, arms, whole };
  }

  #definition(node: Node, decorators: readonly Expr[]): FunctionStmt | ClassStmt {
    const name = node.childForFieldName('name');
    const common = { ...this.#span(node), name: name?.text ?? '', at: this.#span(name ?? node), decorators, body: this.block(node.childForFieldName('body')) };
    if (node.type === 'class_definition') return { k: 'class', ...common, bases: node.childForFieldName('superclasses')?.text ?? '' };
    return { k: 'function', ...common, params: this.#params(node.childForFieldName('parameters')) };
  }

  #params(node: Node | null): readonly Param[] {
    return children(node).flatMap((each): readonly Param[] => {
      const span = this.#span(each);
      const star = each.text.startsWith('**') ? 2 : each.text.startsWith('*') ? 1 : 0;
      const initial = this.#field(each, 'value')[0] ?? null;
      const annotation = each.childForFieldName('type')?.text ?? null;
      const inner = each.type === 'identifier' ? each : (each.childForFieldName('name') ?? children(each)[0]);
      const name = inner?.text.replace(/^\*+/, '') ?? '';
      return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? [{ ...span, name, star, annotation, initial }] : [];
    });
  }

  #field(node: Node, name: string): Expr[] {
    const child = node.childForFieldName(name);
    return child === null ? [] : [this.expr(child)];
  }

  expr(node: Node): Expr {
    return this.#deep(() => this.#expr(node), { k: 'literal', ...this.#span(node) });
  }

  #all(node: Node | null): readonly Expr[] {
    return children(node).map((each) => this.expr(each));
  }

  #expr(node: Node): Expr {
    const span = this.#span(node);
    switch (node.type) {
      case 'identifier':
        return { k: 'name', ...span, id: node.text };
      case 'string':
        return this.#string(node);
      case 'concatenated_string': {
        const parts = children(node).flatMap((each) => (each.type === 'string' ? [this.#string(each)] : []));
        return { k: 'str', ...span, value: parts.map(({ value }) => value).join(''), fields: parts.flatMap(({ fields }) => fields) };
      }
      case 'attribute': {
        const name = node.childForFieldName('attribute');
        return { k: 'attr', ...span, of: this.#one(node, 'object'), name: name?.text ?? '', nameStart: (name?.startIndex ?? node.startIndex) + this.base };
      }
      case 'subscript': {
        const [of, ...index] = children(node);
        return of === undefined ? { k: 'literal', ...span } : { k: 'sub', ...span, of: this.expr(of), index: index.map((each) => this.expr(each)) };
      }
      case 'call': {
        const list = node.childForFieldName('arguments');
        const args = list?.type === 'argument_list' ? children(list).map((each) => this.#arg(each)) : list === null ? [] : [this.#arg(list)];
        return { k: 'call', ...span, fn: this.#one(node, 'function'), args };
      }
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
      case 'pattern_list':
      case 'tuple_pattern':
      case 'list_pattern':
        return { k: 'list', ...span, items: this.#all(node) };
      case 'dictionary':
        return { k: 'dict', ...span, entries: children(node).flatMap((each): readonly Entry[] => this.#entry(each)) };
      case 'list_comprehension':
      case 'set_comprehension':
      case 'generator_expression':
      case 'dictionary_comprehension':
        return this.#comprehension(node);
      case 'lambda':
        return { k: 'lambda', ...span, params: this.#params(node.childForFieldName('parameters')), body: this.#one(node, 'body') };
      case 'conditional_expression': {
        const [body, test, orelse] = this.#all(node);
        return body === undefined || test === undefined || orelse === undefined ? { k: 'literal', ...span } : { k: 'cond', ...span, body, test, orelse };
      }
      case 'named_expression':
        return { k: 'walrus', ...span, name: node.childForFieldName('name')?.text ?? '', value: this.#one(node, 'value') };
      case 'parenthesized_expression':
      case 'await': {
        const [inner] = children(node);
        return inner === undefined ? { k: 'literal', ...span } : this.expr(inner);
      }
      case 'integer':
      case 'float':
      case 'true':
      case 'false':
      case 'none':
      case 'ellipsis':
        return { k: 'literal', ...span };
      default:
        return { k: 'op', ...span, op: operatorOf(node), parts: this.#all(node) };
    }
  }

  #one(node: Node, field: string): Expr {
    const child = node.childForFieldName(field);
    return child === null ? { k: 'literal', ...this.#span(node) } : this.expr(child);
  }

  #arg(node: Node): Arg {
    const star = node.type === 'dictionary_splat' ? 2 : node.type === 'list_splat' ? 1 : 0;
    if (star > 0) {
      const [inner] = children(node);
      return { name: null, at: this.#span(node), star, value: this.expr(inner ?? node) };
    }
    const name = node.type === 'keyword_argument' ? node.childForFieldName('name') : null;
    if (name === null) return { name: null, at: this.#span(node), star: 0, value: this.expr(node) };
    return { name: name.text, at: this.#span(name), star: 0, value: this.#one(node, 'value') };
  }

  #entry(node: Node): readonly Entry[] {
    if (node.type === 'pair') return [{ key: this.#one(node, 'key'), value: this.#one(node, 'value') }];
    const [inner] = children(node);
    return node.type === 'dictionary_splat' && inner !== undefined ? [{ key: null, value: this.expr(inner) }] : [];
  }

  #comprehension(node: Node): Expr {
    const clauses: Clause[] = [];
    const tests: Expr[] = [];
    for (const each of children(node)) {
      if (each.type === 'for_in_clause') clauses.push({ target: this.#one(each, 'left'), iter: this.#one(each, 'right') });
      else if (each.type === 'if_clause') tests.push(...this.#all(each));
    }
    const body = node.childForFieldName('body');
    const pair = body?.type === 'pair' ? body : null;
    return { k: 'comp', ...this.#span(node), key: pair === null ? null : this.#one(pair, 'key'), body: pair === null ? this.#one(node, 'body') : this.#one(pair, 'value'), clauses, tests };
  }

  #string(node: Node): Extract<Expr, { readonly k: 'str' }> {
    const fields: Expr[] = [];
    let value = '';
    for (const part of children(node)) {
      if (part.type === 'interpolation') {
        const inner = part.childForFieldName('expression') ?? children(part)[0];
        if (inner) fields.push(this.expr(inner));
        value += '{}';
      } else if (part.type === 'string_content') value += part.text;
    }
    return { k: 'str', ...this.#span(node), value, fields };
  }
}

function operatorOf(node: Node): Extract<Expr, { readonly k: 'op' }>['op'] {
  if (node.type === 'comparison_operator' || node.type === 'boolean_operator' || node.type === 'not_operator') return 'test';
  if (node.type === 'slice') return 'slice';
  const operator = node.childForFieldName('operator')?.type;
  return operator === '&' || operator === '|' || operator === '~' ? 'test' : operator === '+' ? 'add' : 'other';
}

function children(node: Node | null): readonly Node[] {
  if (node === null) return [];
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment' && child.type !== 'line_continuation');
}

function isExpression(type: string): boolean {
  return /^(?:identifier|call|attribute|subscript|string|concatenated_string|await|tuple|list|dictionary|binary_operator|conditional_expression|named_expression|lambda)$/.test(type);
}
