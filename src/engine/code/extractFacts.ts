import type { ConstantUse, FileFacts, NamedConstant } from '../../core/code/fileFacts';
import type { CodePlace, PlaceHow, PlaceKind } from '../../core/code/place';
import { attributeRole } from './attributeRole';
import { calleeName, classifyName } from './classifyName';
import { fieldRole, functionFeatures } from './fieldPlaces';
import type { Imports } from './imports';
import { constantSources, readImports } from './imports';
import { keywordDefinition } from './keywordDefinition';
import type { Outline, OutlineNode, Span } from './outline';
import { SourceText, detach, functionOf, symbolOf } from './sourceText';
import { isSql, sqlAliases } from './sqlAliases';
import { isNameLike, readStringLiteral } from './stringLiteral';
import { VariableTable } from './variableTable';

/** One parsed text: a file, or a cell of a notebook. */
export interface CodeUnit {
  readonly outline: Outline;
  readonly cell?: number;
}

/** A generated file can hold hundreds of thousands of strings; more than this is data, not code. */
export const mostPlaces = 20_000;

interface Unit {
  readonly outline: Outline;
  readonly source: SourceText;
  readonly variables: VariableTable;
  readonly cell: number | undefined;
}

/** Everything that a file says about features, from its outlines. Pure. */
export function extractFacts(root: string, file: string, parsed: readonly CodeUnit[]): FileFacts {
  const units = parsed.map(({ outline, cell }): Unit => {
    const source = new SourceText(outline.text);
    return { outline, source, variables: new VariableTable(outline.nodes, source), cell };
  });
  const facts = new FactCollector(root, file, readImports(units.map((unit) => unit.outline)), units.flatMap(constantsOf));
  for (const unit of units) facts.collect(unit);
  return { root, file, lines: units.reduce((sum, unit) => sum + unit.source.lineCount, 0), places: facts.places, constants: facts.constants, constantUses: facts.constantUses, calls: facts.calls };
}

/** `NAME = "text"` at module level and in classes. */
function constantsOf(unit: Unit): readonly NamedConstant[] {
  return unit.outline.nodes.flatMap((node): readonly NamedConstant[] => {
    const assignment = node.parent;
    if (node.type !== 'string' || assignment?.type !== 'assignment' || assignment.part === null || node.end !== assignment.end) return [];
    const owner = assignment.parent;
    if (owner !== null && owner.type !== 'class') return [];
    const literal = classifyName(node, unit.source).how === 'constant' ? readStringLiteral(unit.source.text, node, () => null) : null;
    if (literal === null || literal.value.includes('{}')) return [];
    const name = unit.source.slice(assignment.part);
    return [{ name: detach(owner?.part ? `${unit.source.slice(owner.part)}.${name}` : name), value: detach(literal.value) }];
  });
}

class FactCollector {
  readonly places: CodePlace[] = [];
  readonly constantUses: ConstantUse[] = [];
  readonly calls = new Set<string>();
  readonly #values: ReadonlyMap<string, string>;

  constructor(
    private readonly root: string,
    private readonly file: string,
    private readonly imports: Imports,
    readonly constants: readonly NamedConstant[],
  ) {
    this.#values = new Map(constants.map(({ name, value }) => [name, value]));
  }

  collect(unit: Unit): void {
    for (const node of unit.outline.nodes) {
      if (this.places.length >= mostPlaces) return;
      switch (node.type) {
        case 'string':
          this.#string(unit, node);
          break;
        case 'call':
          this.#call(unit, node);
          break;
        case 'name':
          if (node.parent?.type === 'call' || node.parent?.type === 'keyword') this.#called(unit.source.slice(node));
          this.#constantUse(unit, node);
          break;
        case 'keyword':
          this.#keyword(unit, node);
          break;
        case 'assignment':
          this.#assignment(unit, node);
          break;
        case 'function':
          for (const feature of node.part === null ? [] : functionFeatures(unit.source.slice(node.part))) this.#add(unit, node, node.part ?? node, feature, 'definition', 'function', true);
          break;
        case 'attribute': {
          const role = attributeRole(node, unit.source, this.imports);
          if (role !== null && node.part !== null) this.#add(unit, node, node.part, unit.source.slice(node.part), role.kind, role.how, role.computes);
          break;
        }
        default:
          // The others only give these their meaning.
          break;
      }
    }
  }

  #string(unit: Unit, node: OutlineNode): void {
    if (node.end - node.start > 12) this.#embedded(unit, node);
    const literal = readStringLiteral(unit.source.text, node, (expression) => this.#valueOf(expression));
    if (literal === null) return;
    const role = classifyName(node, unit.source);
    if (role.how === 'string' && (literal.value.length < 2 || !isNameLike(literal.value))) return;
    this.#add(unit, node, literal, literal.value, role.kind, role.how, role.computes);
    if (role.kind === 'definition') this.#feed(unit, node, literal.value, role.value);
  }

  /** Names inside the text of a string: SQL aliases, and assignments of `DataFrame.eval`. */
  #embedded(unit: Unit, node: OutlineNode): void {
    const text = unit.source.slice(node);
    const call = node.parent?.type === 'keyword' ? node.parent.parent : node.parent;
    const callee = call?.type === 'call' ? calleeName(call, unit.source) : '';
    if (callee === 'eval') {
      for (const match of text.matchAll(/(?:^[rf]?["']{1,3}|\n)[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)/g)) {
        const start = node.start + match.index + match[0].indexOf(match[1] ?? '', match[0].search(/["'\n]/));
        this.#add(unit, node, { start, end: start + (match[1] ?? '').length }, match[1] ?? '', 'definition', 'column-assignment', true);
      }
      return;
    }
    const isDocstring = (node.parent === null || node.parent.type === 'function' || node.parent.type === 'class') && unit.source.linePrefix(node.start).trim() === '';
    if (isDocstring || !isSql(text, callee)) return;
    for (const found of sqlAliases(text, node.start)) this.#add(unit, node, found, found.name, 'definition', 'sql-alias', found.computes);
  }

  #call(unit: Unit, node: OutlineNode): void {
    const name = calleeName(node, unit.source);
    if (name !== '') this.#called(name);
  }

  #called(name: string): void {
    if (this.calls.size < mostPlaces) this.calls.add(detach(name.slice(name.lastIndexOf('.') + 1)));
  }

  /** A name in upper case, or of a class, that may stand for a column's text. */
  #constantUse(unit: Unit, node: OutlineNode): void {
    const expression = unit.source.slice(node).replace(/\s+/g, '').replace(/\.value$/, '');
    if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(expression) || !/(?:^|\.)_*\p{Lu}/u.test(expression)) return;
    const role = classifyName(node, unit.source);
    if (role.how === 'string' || role.how === 'constant') return;
    const value = this.#valueOf(expression);
    if (value !== null) {
      this.#add(unit, node, node, value, role.kind, role.how, role.computes);
      if (role.kind === 'definition') this.#feed(unit, node, value, role.value);
      return;
    }
    const sources = constantSources(expression, this.imports);
    if (sources.length > 0 && this.constantUses.length < mostPlaces) this.constantUses.push({ sources, place: this.#place(unit, node, node, expression, role.kind, role.how, role.computes) });
  }

  #keyword(unit: Unit, node: OutlineNode): void {
    const role = keywordDefinition(node, unit.source);
    if (role === null || node.part === null) return;
    const feature = unit.source.slice(node.part);
    this.#add(unit, node, node.part, feature, role.kind, role.how, role.computes);
    this.#feed(unit, node, feature, role.value);
  }

  #assignment(unit: Unit, node: OutlineNode): void {
    const field = fieldRole(node, unit.source);
    if (field !== null) {
      this.#add(unit, node, node.part ?? node, field.name, 'definition', field.how, undefined);
      return;
    }
    const variable = unit.variables.computedVariable(node);
    if (variable !== null && node.part !== null && (functionOf(node) !== null || unit.cell !== undefined)) this.#add(unit, node, node.part, variable, 'definition', 'local-variable', true);
  }

  /** `feature = v`: the line that computes `v` is the one that computes the feature. */
  #feed(unit: Unit, node: OutlineNode, feature: string, value: string | undefined): void {
    const origin = value === undefined ? null : unit.variables.originOf(value, node);
    if (origin?.part) this.#add(unit, origin, origin.part, feature, 'definition', 'variable-assignment', true);
  }

  #valueOf(expression: string): string | null {
    return this.#values.get(expression.replace(/\.value$/, '')) ?? null;
  }

  #add(unit: Unit, node: OutlineNode, span: Span, feature: string, kind: PlaceKind, how: PlaceHow, computes: boolean | undefined): void {
    if (this.places.length < mostPlaces) this.places.push(this.#place(unit, node, span, feature, kind, how, computes));
  }

  #place(unit: Unit, node: OutlineNode, span: Span, feature: string, kind: PlaceKind, how: PlaceHow, computes: boolean | undefined): CodePlace {
    const symbol = symbolOf(node, unit.source);
    return {
      feature: detach(feature),
      kind,
      how,
      file: this.file,
      root: this.root,
      ...(unit.cell === undefined ? {} : { cell: unit.cell }),
      ...unit.source.locate(span),
      text: unit.source.lineText(span.start),
      ...(symbol === undefined ? {} : { symbol }),
      ...(computes === undefined ? {} : { computes }),
    };
  }
}
