import type { ServedHandler } from '../../core/code/servedHandler';
import type { Outline, OutlineNode } from './outline';
import { detach, SourceText } from './sourceText';

const methods = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'route', 'api_route', 'websocket']);
/** A class header longer than this has no base that we know. */
const longestHeader = 400;
const mostHandlers = 200;

interface Decorator {
  /** `app.post` */
  readonly name: string;
  /** What stands in its brackets; empty without any. */
  readonly args: string;
}

/**
 * Functions of a file that serve: FastAPI, Starlette, Flask, Sanic and Litestar routes (with the prefix of a router or blueprint of the same file), BentoML APIs,
 * `__call__` of Ray Serve deployments, `predict` of MLflow's PythonModel, and methods of gRPC servicers. Pure; in the order of the text, at most 200.
 */
export function servedHandlers(outline: Outline): readonly ServedHandler[] {
  const source = new SourceText(outline.text);
  const prefixes = prefixesOf(outline);
  const decorators = new Map(outline.nodes.filter(({ type }) => type === 'decorated').map((node) => [node, decoratorsOf(outline, node)]));
  const found: ServedHandler[] = [];
  for (const node of outline.nodes) {
    if (node.type !== 'function' || node.part === null || found.length >= mostHandlers) continue;
    const own = node.parent?.type === 'decorated' ? (decorators.get(node.parent) ?? []) : [];
    const owner = ownerOf(node);
    const name = source.slice(node.part);
    const route = routeOf(own, name, outline.text, prefixes) ?? (owner === null ? undefined : ownedRoute(owner, name, outline.text, decorators));
    if (route === undefined) continue;
    const symbol = owner?.part ? `${source.slice(owner.part)}.${name}` : name;
    found.push({ route: route === null ? null : detach(route), symbol: detach(symbol), ...source.locate(node.part) });
  }
  return found;
}

function routeOf(own: readonly Decorator[], name: string, text: string, prefixes: ReadonlyMap<string, string>): string | undefined {
  for (const decorator of own) {
    const dot = decorator.name.lastIndexOf('.');
    const [object, member] = [decorator.name.slice(0, Math.max(0, dot)), decorator.name.slice(dot + 1)];
    const path = /^\s*(?:(?:path|rule|uri)\s*=\s*)?[rRuU]?(["'])(\/[^"'\n]*|)\1/.exec(decorator.args)?.[2];
    const isRoute = methods.has(member) && path !== undefined && (object !== '' || /^\s*(?:from|import)\s+litestar\b/m.test(text));
    if (isRoute) return `${prefixes.get(object) ?? ''}${path}` || '/';
    if (member === 'api' && /\bbentoml\b/.test(text)) return /\broute\s*=\s*["']([^"'\n]*)["']/.exec(decorator.args)?.[1] ?? `/${name}`;
  }
  return undefined;
}

/** What a method serves by its class alone. */
function ownedRoute(owner: OutlineNode, name: string, text: string, decorators: ReadonlyMap<OutlineNode, readonly Decorator[]>): null | undefined {
  const around = owner.parent?.type === 'decorated' ? (decorators.get(owner.parent) ?? []) : [];
  if (name === '__call__' && around.some((each) => each.name === 'serve.deployment' || each.name === 'ray.serve.deployment')) return null;
  const header = /^\s*\(([^)]*)\)\s*:/.exec(text.slice(owner.part?.end ?? owner.start, (owner.part?.end ?? owner.start) + longestHeader))?.[1] ?? '';
  if (name === 'predict' && /\bPythonModel\b/.test(header)) return null;
  return !name.startsWith('_') && /\w+_pb2_grpc\.\w+Servicer\b/.test(header) ? null : undefined;
}

function ownerOf(node: OutlineNode): OutlineNode | null {
  const around = node.parent?.type === 'decorated' ? node.parent.parent : node.parent;
  return around?.type === 'class' ? around : null;
}

/** The names and brackets of what stands before a decorated function or class. */
function decoratorsOf({ text, nodes }: Outline, decorated: OutlineNode): readonly Decorator[] {
  const target = nodes.find((node) => node.parent === decorated && (node.type === 'function' || node.type === 'class'));
  if (target === undefined) return [];
  const head = text.slice(decorated.start, target.start);
  return [...head.matchAll(/^[ \t]*@[ \t]*([\w.]+)[ \t]*(\(?)/gm)].map((match) => {
    const begin = match.index + match[0].length;
    return { name: match[1] ?? '', args: match[2] === '(' ? head.slice(begin) : '' };
  });
}

/** `router = APIRouter(prefix="/v1")`, `bp = Blueprint("x", __name__, url_prefix="/v1")` */
function prefixesOf({ text, nodes }: Outline): ReadonlyMap<string, string> {
  const prefixes = new Map<string, string>();
  for (const node of nodes) {
    if (node.type !== 'assignment' || node.part === null) continue;
    const made = /^[^=]*=\s*(?:\w+\.)?(?:APIRouter|Blueprint)\s*\(/.test(text.slice(node.part.end, node.part.end + 200));
    const prefix = made ? /\b(?:url_)?prefix\s*=\s*["']([^"'\n]*)["']/.exec(text.slice(node.part.end, node.end))?.[1] : undefined;
    if (prefix !== undefined) prefixes.set(text.slice(node.part.start, node.part.end), prefix);
  }
  return prefixes;
}
