import { fileTraits } from '../../core/code/fileTraits';
import type { CodePlace } from '../../core/code/place';
import type { CalledClass, Callee, Caller, Closure, Context, Found, Side, Sink, Tracing } from './context';
import { GraphBuilder, limits } from './graphBuilder';
import type { ClassStmt, Expr, FunctionStmt } from './python/ast';
import { resolveCallee } from './python/callees';
import { callersIn } from './python/callers';
import { lookupColumn } from './python/frames';
import { outsideOf } from './python/found';
import type { PythonModule } from './python/module';
import { flowSides, flowValue } from './python/values';
import type { Workspace } from './workspace';

/** Nested expressions and calls beyond this are given up: the code goes in a circle, or is generated. */
const deepest = 120;

/** Follows values and columns through the workspace, within limits. */
export class Tracer implements Tracing {
  readonly graph = new GraphBuilder();
  #steps = 0;
  #depth = 0;
  readonly #open = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #modules = new Map<string, readonly PythonModule[]>();
  readonly #callers = new Map<FunctionStmt | ClassStmt, readonly Caller[]>();

  constructor(private readonly workspace: Workspace) {}

  step(): boolean {
    if (++this.#steps <= limits.steps) return true;
    this.graph.cut(`after ${limits.steps} steps through the code`);
    return false;
  }

  first(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  flow(expr: Expr, context: Context, sink: Sink): void {
    this.#deeper(() => flowValue(this, expr, context, sink), undefined);
  }

  lookup(expr: Expr, name: string, context: Context, sides: Side[]): readonly Found[] {
    const key = `${context.module.root}:${context.module.file}:${expr.start}:${expr.end}:${context.at?.start ?? -1}:${context.calls}:${name}`;
    if (this.#open.has(key)) return [];
    this.#open.add(key);
    try {
      return this.#deeper(() => lookupColumn(this, expr, name, context, sides), []);
    } finally {
      this.#open.delete(key);
    }
  }

  #deeper<T>(run: () => T, otherwise: T): T {
    if (this.#depth >= deepest) {
      this.graph.cut('where calls nest too deep');
      return otherwise;
    }
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }

  flowColumn(frame: Closure, name: string, read: CodePlace, sink: Sink): void {
    const sides: Side[] = [];
    const found = this.lookup(frame.expr, name, frame.context, sides);
    this.connect(name, found.length > 0 ? found : [outsideOf(frame.context, frame.expr)], read, sink);
    flowSides(this, sides, sink);
  }

  connect(name: string, found: readonly Found[], place: CodePlace, sink: Sink): void {
    for (const each of found) {
      if ('node' in each) {
        this.graph.edge(each.node, sink.to, sink.how, place);
        continue;
      }
      const { source, place: own, reason } = each.outside;
      const id = `outside:${source}:${name}`;
      this.graph.node(id, { kind: 'column', name, place: own ?? place, made: false, reason });
      this.graph.edge(id, sink.to, sink.how, place);
    }
  }

  resolve(callee: Expr, context: Context): Callee | CalledClass | null {
    return resolveCallee(this, callee, context);
  }

  moduleFor(name: string, from: PythonModule): readonly PythonModule[] {
    const key = `${from.root}\0${from.file}\0${name}`;
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const found = this.workspace.filesOf(name, from).flatMap((file) => this.workspace.module(file) ?? []);
    this.#modules.set(key, found);
    return found;
  }

  callersOf(module: PythonModule, fn: FunctionStmt | ClassStmt): readonly Caller[] {
    const known = this.#callers.get(fn);
    if (known !== undefined) return known;
    // While they are looked for, nobody calls: a function that calls itself.
    this.#callers.set(fn, []);
    const here = fileTraits(module.file);
    const files = this.workspace.filesThatCall(fn.name, module.root).filter(({ file }) => {
      const traits = fileTraits(file);
      return (here.test || !traits.test) && (here.vendored || !traits.vendored);
    });
    const found: Caller[] = [];
    for (const file of files) {
      const other = this.workspace.module(file);
      if (other === null) continue;
      found.push(...callersIn(this, other, module, fn));
      if (found.length > limits.callers) break;
    }
    if (found.length > limits.callers) this.graph.note(`${fn.name} is called at more than ${limits.callers} places; the first ${limits.callers} are followed`);
    const taken = found.slice(0, limits.callers);
    this.#callers.set(fn, taken);
    return taken;
  }
}
