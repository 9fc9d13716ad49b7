import { rightSide } from './classifyName';
import type { OutlineNode } from './outline';
import type { SourceText } from './sourceText';
import { functionOf } from './sourceText';
import { valueKind } from './valueKind';

/** Which lines compute the variables of a text. */
export class VariableTable {
  readonly #computed = new Map<OutlineNode, string>();
  readonly #byScope = new Map<OutlineNode | null, Map<string, OutlineNode[]>>();

  constructor(nodes: readonly OutlineNode[], source: SourceText) {
    for (const node of nodes) {
      if (node.type !== 'assignment' || node.part === null || node.parent?.type === 'class') continue;
      const name = source.slice(node.part);
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || valueKind(rightSide(node, source)) !== 'computed') continue;
      this.#computed.set(node, name);
      const scope = functionOf(node);
      const names = this.#byScope.get(scope) ?? new Map<string, OutlineNode[]>();
      this.#byScope.set(scope, names);
      const known = names.get(name);
      if (known === undefined) names.set(name, [node]);
      else known.push(node);
    }
  }

  /** The variable that an assignment computes; null when it does not compute one. */
  computedVariable(assignment: OutlineNode): string | null {
    return this.#computed.get(assignment) ?? null;
  }

  /** The assignment that computed the variable `value` as seen from `at`, in the same function; null for anything but a variable. */
  originOf(value: string, at: OutlineNode): OutlineNode | null {
    const name = value.trim();
    const candidates = this.#byScope.get(functionOf(at))?.get(name) ?? [];
    for (let index = candidates.length - 1; index >= 0; index--) {
      const candidate = candidates[index];
      if (candidate !== undefined && candidate.end <= at.start) return candidate;
    }
    return null;
  }
}
