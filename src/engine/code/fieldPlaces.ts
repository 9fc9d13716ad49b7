import type { PlaceHow } from '../../core/code/place';
import type { OutlineNode } from './outline';
import type { SourceText } from './sourceText';

const fieldCall = /^(?:\w+\.)*(?:Column|mapped_column|relationship|Field|field|attrib|ib|Float|Integer|Int|Str|String|Bool|Boolean|\w+Field|Nested|List)\(/;

/** How a class declares its fields; null when it is no schema. */
function schemaOf(node: OutlineNode, source: SourceText): { readonly how: PlaceHow; readonly annotatedOnly: boolean } | null {
  if (node.part === null) return null;
  const head = /^\s*(\[[^\]]*\])?\s*(\(([^)]*)\))?/.exec(source.text.slice(node.part.end, Math.min(node.end, node.part.end + 600)));
  const bases = head?.[3] ?? '';
  const decorators = node.parent?.type === 'decorated' && node.parent.end === node.end ? source.text.slice(node.parent.start, node.start) : '';
  if (/\b(Enum|IntEnum|StrEnum|Protocol|Exception)\b/.test(bases)) return null;
  if (/\bTypedDict\b/.test(bases)) return { how: 'typed-dict-field', annotatedOnly: true };
  if (/\bNamedTuple\b/.test(bases)) return { how: 'named-tuple-field', annotatedOnly: true };
  if (/\b(DataFrameModel|SchemaModel)\b/.test(bases)) return { how: 'pandera-field', annotatedOnly: true };
  if (/\b(BaseModel|SQLModel|BaseSettings|GenericModel|RootModel|Record|ImmutableBaseModel)\b/.test(bases)) return { how: 'pydantic-field', annotatedOnly: true };
  if (/@\s*(?:\w+\.)*(dataclass|define|frozen|mutable|attrs|s|dataclasses)\b/.test(decorators)) return { how: 'dataclass-field', annotatedOnly: false };
  return { how: 'schema-field', annotatedOnly: false };
}

/** The field that an assignment declares, when it stands directly in the body of a class that is a schema. */
export function fieldRole(assignment: OutlineNode, source: SourceText): { readonly how: PlaceHow; readonly name: string } | null {
  const owner = assignment.parent;
  if (owner?.type !== 'class' || assignment.part === null) return null;
  const name = source.slice(assignment.part);
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || name.startsWith('__') || name === 'model_config') return null;
  const rest = source.text.slice(assignment.part.end, assignment.end);
  const annotation = /^\s*:\s*([^=]*)/.exec(rest)?.[1];
  if (annotation !== undefined && /^(?:\w+\.)?ClassVar\b/.test(annotation)) return null;
  const schema = schemaOf(owner, source);
  if (schema === null) return null;
  if (annotation !== undefined) {
    const series = /^(?:\w+\.)*(Series|Index)\[/.test(annotation.trim().replace(/^Optional\[/, ''));
    return { how: series && schema.how === 'schema-field' ? 'pandera-field' : schema.how, name };
  }
  if (schema.annotatedOnly) return null;
  return fieldCall.test(rest.replace(/^\s*=\s*/, '')) ? { how: schema.how, name } : null;
}

const makers = /^_*(?:compute|calc|calculate|get|add|make|build|create|derive|extract|encode|engineer|transform|generate|gen|fetch|lookup|prepare|feature|feat|fe|f|col|column|with|set|to|estimate|infer)_+(.+)$/i;
const endings = /^(.+?)_(?:feature|features|feat|column|col|series|expr|expression)$/i;

/** Names of the feature that a function of this name may make: the name, and without `compute_`, `_feature` and the like. */
export function functionFeatures(name: string): readonly string[] {
  if (/^__.*__$|^test_|^Test/.test(name)) return [];
  const bare = name.replace(/^_+/, '');
  const core = makers.exec(bare)?.[1] ?? camelMaker(bare) ?? bare;
  const stem = endings.exec(core)?.[1] ?? core;
  return stem === '' ? [] : [...new Set([bare, stem])];
}

function camelMaker(name: string): string | null {
  const rest = /^(?:compute|calculate|calc|get|add|make|build|create|derive|extract|encode)([A-Z].*)$/.exec(name)?.[1];
  return rest ?? null;
}

/** A class that is derived from another one and computes something may be the feature of its name; schemas, errors, tests and plain objects are not. */
export function classFeature(node: OutlineNode, source: SourceText): string | null {
  if (node.part === null) return null;
  const name = source.slice(node.part);
  const bases = /^\s*(?:\[[^\]]*\])?\s*\(([^)]*)\)/.exec(source.text.slice(node.part.end, Math.min(node.end, node.part.end + 600)))?.[1] ?? '';
  if (bases.trim() === '' || /\b(?:object|Enum|IntEnum|StrEnum|Protocol|ABC|TypedDict|NamedTuple|DataFrameModel|SchemaModel|Base|Model|TestCase|Thread|Mixin)\b|BaseModel|SQLModel|Settings|Exception|Error|Warning|Schema|Config|Client/.test(bases)) return null;
  return /^_|Error$|Exception$|^Test|Test$|Mixin$|^(?:Abstract|Base)/.test(name) ? null : name;
}
