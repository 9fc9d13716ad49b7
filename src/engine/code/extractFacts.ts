import type { ColumnArgument, ConstantUse, FileFacts, NamedConstant } from '../../core/code/fileFacts';
import type { CodePlace, PlaceHow, PlaceKind } from '../../core/code/place';
import { attributeRole } from './attributeRole';
import { calleeName, classifyName } from './classifyName';
import type { Role } from './classifyName';
import { ColumnArguments, argumentMark } from './columnArguments';
import { composedName } from './composedName';
import { classFeature, fieldRole, functionFeatures } from './fieldPlaces';
import type { Imports } from './imports';
import { constantSources, readImports } from './imports';
import type { Steps } from './inSlices';
import { keywordDefinition } from './keywordDefinition';
import type { Outline, OutlineNode, Span } from './outline';
import { SourceText, detach, functionOf, symbolOf } from './sourceText';
import { isSql, sqlAliases } from './sqlAliases';
import { isNameLike, readStringLiteral } from './stringLiteral';
import { nameKey } from '../../core/code/nameKey';
import { passesOn } from './valueKind';
import { VariableTable } from './variableTable';

/** One parsed text: a file, or a cell of a notebook. */
export interface CodeUnit {
  readonly outline: Outline;
  readonly cell?: number;
}

/** A generated file can hold hundreds of thousands of strings; more than this is data, not code. */
export const mostPlaces = 20_000;

/** A pause after so many constructs: some 5 ms of work. */
const manyNodes = 5_000;

interface Unit {
  readonly outline: Outline;
  readonly source: SourceText;
  readonly variables: VariableTable;
  /** Text that a variable holds, by function and variable, as read so far. */
  readonly names: Map<OutlineNode | null, Map<string, string>>;
  readonly columns: ColumnArguments;
  readonly cell: number | undefined;
}

/** Everything that a file says about features, from its outlines, with pauses where there is much. Pure. */
export function* extractFacts(root: string, file: string, parsed: readonly CodeUnit[]): Steps<FileFacts> {
  const units: Unit[] = [];
  for (const { outline, cell } of parsed) {
    const source = new SourceText(outline.text);
    units.push({ outline, source, variables: new VariableTable(outline.nodes, source), names: new Map(), columns: new ColumnArguments(source), cell });
    if (outline.nodes.length > manyNodes) yield;
  }
  const facts = new FactCollector(root, file, readImports(units.map((unit) => unit.outline)), units.flatMap(constantsOf));
  for (const unit of units) yield* facts.collect(unit);
  return { root, file, lines: units.reduce((sum, unit) => sum + unit.source.lineCount, 0), places: facts.places, constants: facts.constants, constantUses: facts.constantUses, columnSetters: units.flatMap((unit) => unit.columns.setters()), columnArguments: facts.columnArguments, calls: facts.calls };
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
  readonly columnArguments: ColumnArgument[] = [];
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

  *collect(unit: Unit): Steps<void> {
    let done = 0;
    for (const node of unit.outline.nodes) {
      if (this.places.length >= mostPlaces) return;
      if (++done % manyNodes === 0) yield;
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
        case 'class': {
          const feature = classFeature(node, unit.source);
          if (feature !== null && node.part !== null) this.#add(unit, node, node.part, feature, 'definition', 'class', true);
          break;
        }
        default:
          // The others only give these their meaning.
          break;
      }
    }
    for (const { index, module, name, at } of unit.columns.imported(this.imports)) {
      const place = this.places[index];
      if (place !== undefined) this.columnArguments.push({ module, name, at, place });
    }
    for (const { node, index, feature, role } of unit.columns.found()) {
      const place = this.places[index];
      if (place !== undefined) this.places[index] = this.#place(unit, node, { start: node.start + 1, end: node.end - 1 }, feature, role.kind, role.how, role.computes);
    }
  }

  #string(unit: Unit, node: OutlineNode): void {
    if (node.end - node.start > 12) this.#embedded(unit, node);
    const composed = composedName(node, unit.source.text, (expression) => this.#valueOf(expression));
    const literal = composed === null ? readStringLiteral(unit.source.text, node, (expression) => this.#valueOf(expression)) : { value: composed.feature, start: node.start + 1, end: node.end - 1 };
    if (literal === null) return;
    const whole = composed?.node ?? node;
    const role = classifyName(whole, unit.source);
    if (role.how === 'string' && (literal.value.length < 2 || !isNameLike(literal.value))) return;
    if (role.how === 'constant') this.#remember(unit, whole, literal.value);
    if (role.how === 'string' && composed === null && !literal.value.includes('{}') && (node.parent?.type === 'call' || node.parent?.type === 'keyword')) unit.columns.passes(node, literal.value, this.places.length);
    if (role.levels !== true || role.kind === 'listing') this.#define(unit, whole, literal, literal.value, role);
    if (role.levels === true) this.#add(unit, whole, literal, `${literal.value}_{}`, 'definition', 'frame-column', true);
    if (role.how === 'column-assignment' && literal.value.includes('{}')) this.#parameterColumn(unit, whole, role);
  }

  /** `df[f"{column}_lag"] = …` in a function whose parameter `column` is. */
  #parameterColumn(unit: Unit, node: OutlineNode, role: Role): void {
    const text = unit.source.slice(node);
    const used = /^[rR]?[fF][rR]?["'][^{}]*\{([\p{L}_][\p{L}\p{N}_]*)\}[^{}]*["']$/u.exec(text)?.[1] ?? /^([\p{L}_][\p{L}\p{N}_]*)\s*\+/u.exec(text)?.[1] ?? /\+\s*([\p{L}_][\p{L}\p{N}_]*)$/u.exec(text)?.[1];
    if (used === undefined || !unit.columns.isParameter(node, used)) return;
    const fixed = text.replace(/^[a-zA-Z]{0,2}(["'])([^"']*)\1$/, '$2').replace(`{${used}}`, argumentMark).replace(new RegExp(`^${used}\\s*\\+\\s*|\\s*\\+\\s*${used}$`), argumentMark).replace(/["'\s]/g, '');
    if (/^[\w\u0001]*$/.test(fixed)) unit.columns.sets(node, used, fixed, role);
  }

  #remember(unit: Unit, node: OutlineNode, value: string): void {
    const assignment = node.parent;
    if (assignment === null || assignment.part === null) return;
    const scope = functionOf(node);
    const names = unit.names.get(scope) ?? new Map<string, string>();
    unit.names.set(scope, names);
    names.set(unit.source.slice(assignment.part), value);
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

  /** A name in upper case, or of a class, that may stand for a column's text; or a variable that holds one. */
  #constantUse(unit: Unit, node: OutlineNode): void {
    const written = unit.source.slice(node);
    if (/^[\p{Ll}_][\p{L}\p{N}_]*$/u.test(written)) {
      this.#variableUse(unit, node, written);
      return;
    }
    const expression = written.replace(/\s+/g, '').replace(/\.value$/, '');
    if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(expression) || !/(?:^|\.)_*\p{Lu}/u.test(expression)) return;
    const role = classifyName(node, unit.source);
    if (role.how === 'string' || role.how === 'constant') return;
    const value = this.#valueOf(expression);
    if (value !== null) {
      this.#define(unit, node, node, value, role);
      return;
    }
    const sources = constantSources(expression, this.imports);
    if (sources.length > 0 && this.constantUses.length < mostPlaces) this.constantUses.push({ sources, place: this.#place(unit, node, node, expression, role.kind, role.how, role.computes) });
  }

  /** `df[name] = …` where `name` is a variable that holds a text, or a parameter that a call gives one. */
  #variableUse(unit: Unit, node: OutlineNode, name: string): void {
    const value = unit.names.get(functionOf(node))?.get(name) ?? null;
    if (value === null && (node.parent?.type !== 'subscript' || !unit.columns.isParameter(node, name))) return;
    const role = classifyName(node, unit.source);
    if (role.kind !== 'definition') return;
    if (value === null) unit.columns.sets(node, name, argumentMark, role);
    else this.#define(unit, node, node, value, role);
  }

  #keyword(unit: Unit, node: OutlineNode): void {
    const role = keywordDefinition(node, unit.source);
    if (role === null || node.part === null) return;
    this.#define(unit, node, node.part, unit.source.slice(node.part), role);
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

  /** A place with all that its role says, and the line that computed the variable it is set to. */
  #define(unit: Unit, node: OutlineNode, span: Span, feature: string, role: Role): void {
    const copies = role.kind === 'definition' && role.computes === false && role.value !== undefined && passesOn(role.value, nameKey(feature));
    this.#add(unit, node, span, feature, role.kind, role.how, role.computes, copies);
    if (role.kind === 'definition') this.#feed(unit, node, feature, role.value);
  }

  /** `feature = v`: the line that computes `v` is the one that computes the feature. */
  #feed(unit: Unit, node: OutlineNode, feature: string, value: string | undefined): void {
    const origin = value === undefined ? null : unit.variables.originOf(value, node);
    if (origin?.part) this.#add(unit, origin, origin.part, feature, 'definition', 'variable-assignment', true);
  }

  #valueOf(expression: string): string | null {
    return this.#values.get(expression.replace(/\.value$/, '')) ?? null;
  }

  #add(unit: Unit, node: OutlineNode, span: Span, feature: string, kind: PlaceKind, how: PlaceHow, computes: boolean | undefined, copies = false): void {
    if (this.places.length < mostPlaces) this.places.push(copies ? { ...this.#place(unit, node, span, feature, kind, how, computes), passes: true } : this.#place(unit, node, span, feature, kind, how, computes));
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
