import type { ColumnArgument, FileFacts } from './fileFacts';
import { moduleMatches } from './moduleMatches';
import { isTemplate, nameKey, templateMatcher } from './nameKey';
import type { CodePlace } from './place';

interface Template {
  readonly matches: (name: string) => boolean;
  readonly place: CodePlace;
}

interface FileEntry {
  readonly facts: FileFacts;
  readonly byKey: ReadonlyMap<string, readonly CodePlace[]>;
  readonly templates: readonly Template[];
}

/**
 * Places by name over all files, replaced file by file. What a lookup gives depends only on the present facts of the
 * files, never on the order in which they came.
 */
export class PlaceIndex {
  readonly #files = new Map<string, FileEntry>();
  readonly #filesByKey = new Map<string, Set<string>>();
  readonly #filesByConstant = new Map<string, Set<string>>();
  readonly #filesByConstantName = new Map<string, Set<string>>();
  readonly #filesByUse = new Map<string, Set<string>>();
  readonly #filesByArgument = new Map<string, Set<string>>();
  readonly #filesBySetter = new Map<string, Set<string>>();
  readonly #withTemplates = new Set<string>();

  get fileCount(): number {
    return this.#files.size;
  }

  get lineCount(): number {
    let lines = 0;
    for (const entry of this.#files.values()) lines += entry.facts.lines;
    return lines;
  }

  get placeCount(): number {
    let places = 0;
    for (const entry of this.#files.values()) places += entry.facts.places.length;
    return places;
  }

  /** Relative paths of the files under `root`, sorted. */
  filesOf(root: string): readonly string[] {
    return [...this.#files.values()].filter((entry) => entry.facts.root === root).map((entry) => entry.facts.file).sort();
  }

  /** All files, in no particular order. */
  filesOfAll(): readonly { readonly root: string; readonly file: string }[] {
    return [...this.#files.values()].map(({ facts: { root, file } }) => ({ root, file }));
  }

  /** Files under `root` that call something of this name, or hand it on, sorted. */
  filesThatCall(root: string, name: string): readonly string[] {
    const found: string[] = [];
    for (const { facts } of this.#files.values()) if (facts.root === root && facts.calls.has(name)) found.push(facts.file);
    return found.sort();
  }

  factsOf(root: string, file: string): FileFacts | null {
    return this.#files.get(fileKey(root, file))?.facts ?? null;
  }

  setFile(facts: FileFacts): void {
    this.removeFile(facts.root, facts.file);
    const id = fileKey(facts.root, facts.file);
    const byKey = new Map<string, CodePlace[]>();
    const templates: Template[] = [];
    for (const place of facts.places) {
      if (isTemplate(place.feature)) {
        const matches = templateMatcher(place.feature);
        if (matches !== null) templates.push({ matches, place });
        continue;
      }
      const key = nameKey(place.feature);
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [place]);
      else known.push(place);
    }
    this.#files.set(id, { facts, byKey, templates });
    for (const key of byKey.keys()) link(this.#filesByKey, key, id);
    for (const constant of facts.constants) {
      link(this.#filesByConstant, nameKey(constant.value), id);
      link(this.#filesByConstantName, constant.name, id);
    }
    for (const use of facts.constantUses) for (const source of use.sources) link(this.#filesByUse, source.name, id);
    for (const { place } of facts.columnArguments) link(this.#filesByArgument, nameKey(place.feature), id);
    for (const { name } of facts.columnSetters) link(this.#filesBySetter, name, id);
    if (templates.length > 0) this.#withTemplates.add(id);
  }

  removeFile(root: string, file: string): boolean {
    const id = fileKey(root, file);
    const entry = this.#files.get(id);
    if (entry === undefined) return false;
    for (const key of entry.byKey.keys()) unlink(this.#filesByKey, key, id);
    for (const constant of entry.facts.constants) {
      unlink(this.#filesByConstant, nameKey(constant.value), id);
      unlink(this.#filesByConstantName, constant.name, id);
    }
    for (const use of entry.facts.constantUses) for (const source of use.sources) unlink(this.#filesByUse, source.name, id);
    for (const { place } of entry.facts.columnArguments) unlink(this.#filesByArgument, nameKey(place.feature), id);
    for (const { name } of entry.facts.columnSetters) unlink(this.#filesBySetter, name, id);
    this.#withTemplates.delete(id);
    return this.#files.delete(id);
  }

  /** Places whose name has the same key as `name`, constants of other files resolved; in no particular order. */
  lookup(name: string): readonly CodePlace[] {
    const key = nameKey(name);
    const result: CodePlace[] = [];
    for (const id of this.#filesByKey.get(key) ?? []) result.push(...(this.#files.get(id)?.byKey.get(key) ?? []));
    for (const id of this.#filesByConstant.get(key) ?? []) {
      const facts = this.#files.get(id)?.facts;
      if (facts === undefined) continue;
      for (const constant of facts.constants) if (nameKey(constant.value) === key) result.push(...this.#usesOf(facts, constant.name, constant.value));
    }
    for (const id of this.#filesByArgument.get(key) ?? []) {
      const facts = this.#files.get(id)?.facts;
      for (const given of facts?.columnArguments ?? []) if (facts !== undefined && nameKey(given.place.feature) === key) result.push(...this.#setBy(facts, given));
    }
    return result;
  }

  /** Places with a partly computed name (f-strings) that `name` fits. */
  lookupTemplates(name: string): readonly CodePlace[] {
    const result: CodePlace[] = [];
    for (const id of this.#withTemplates) for (const template of this.#files.get(id)?.templates ?? []) if (template.matches(name)) result.push(template.place);
    return result;
  }

  /** All places of one file, constants of other files resolved. */
  placesOf(root: string, file: string): readonly CodePlace[] {
    const facts = this.#files.get(fileKey(root, file))?.facts;
    if (facts === undefined) return [];
    const result = [...facts.places];
    for (const use of facts.constantUses) {
      for (const source of use.sources) {
        for (const id of this.#filesByConstantName.get(source.name) ?? []) {
          const owner = this.#files.get(id)?.facts;
          if (owner === undefined || owner.root !== root || !moduleMatches(source.module, file, owner.file)) continue;
          for (const constant of owner.constants) if (constant.name === source.name) result.push({ ...use.place, feature: constant.value });
        }
      }
    }
    for (const given of facts.columnArguments) result.push(...this.#setBy(facts, given));
    return result;
  }

  /** The place of a text given to a function, as a definition, where that function sets the column of this name. */
  *#setBy(facts: FileFacts, { module, name, at, place }: ColumnArgument): Generator<CodePlace> {
    for (const id of this.#filesBySetter.get(name) ?? []) {
      const owner = this.#files.get(id)?.facts;
      if (owner === undefined || owner.root !== facts.root || !moduleMatches(module, facts.file, owner.file)) continue;
      const setter = owner.columnSetters.find((each) => each.name === name && (at === each.position || at === each.parameter));
      if (setter !== undefined) yield { ...place, kind: 'definition', how: setter.how, computes: setter.computes };
    }
  }

  #usesOf(owner: FileFacts, name: string, value: string): readonly CodePlace[] {
    const result: CodePlace[] = [];
    for (const id of this.#filesByUse.get(name) ?? []) {
      const facts = this.#files.get(id)?.facts;
      if (facts === undefined || facts.root !== owner.root) continue;
      for (const use of facts.constantUses) {
        const hit = use.sources.some((source) => source.name === name && moduleMatches(source.module, facts.file, owner.file));
        if (hit) result.push({ ...use.place, feature: value });
      }
    }
    return result;
  }
}

function fileKey(root: string, file: string): string {
  return `${root}\0${file}`;
}

function link(map: Map<string, Set<string>>, key: string, id: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([id]));
  else set.add(id);
}

function unlink(map: Map<string, Set<string>>, key: string, id: string): void {
  const set = map.get(key);
  if (set === undefined) return;
  set.delete(id);
  if (set.size === 0) map.delete(key);
}
