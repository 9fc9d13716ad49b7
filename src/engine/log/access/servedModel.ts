import { at, type AccessRow } from './accessColumns';

/** Paths of serving protocols that name a model: the Open Inference Protocol (KServe, Triton, MLServer), TensorFlow Serving and KServe V1, TorchServe. */
const shapes = [
  /^\/(?:[^/]+\/)?v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/(?:infer|generate|generate_stream|explain)$/,
  /^\/(?:[^/]+\/)?v1\/models\/([^/:]+)(?:\/versions\/([^/:]+))?:(?:predict|explain|classify|regress)$/,
  /^\/predictions\/([^/]+)(?:\/([^/]+))?$/,
];

const known = new Map<string, readonly [string, string] | null>();
const mostKnown = 5_000;

/** Fills model and version of a row from its path, where a serving protocol puts them there. */
export function modelOf(row: AccessRow): void {
  const path = row[at.path] ?? '';
  if (path.length > 300) return;
  let found = known.get(path);
  if (found === undefined) {
    const match = shapes.map((shape) => shape.exec(path)).find((one) => one !== null);
    found = match === undefined || match === null ? null : [match[1] ?? '', match[2] ?? ''];
    if (known.size >= mostKnown) known.clear();
    known.set(path, found);
  }
  if (found !== null) {
    row[at.model] = found[0];
    row[at.version] = found[1];
  }
}
