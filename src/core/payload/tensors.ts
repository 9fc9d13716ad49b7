import type { Cell, Instances, JsonObject } from './event';
import { isCell, isObject, mostCells } from './json';

/**
 * Tensors of the Open Inference Protocol (V2: `name`, `shape`, `datatype`, `data` flat or nested) as rows: the first dimension counts the instances, a tensor of one
 * value each is a column of its name, one of several gives `name_0`, `name_1`, …. Null where they are no such tensors, or their data is not in the body.
 */
export function tensorRows(tensors: readonly unknown[]): Instances | { readonly problem: string } | null {
  const rows: Record<string, Cell>[] = [];
  let note: string | undefined;
  for (const tensor of tensors) {
    if (!isObject(tensor) || typeof tensor['name'] !== 'string') return null;
    const { name, shape, data } = tensor as JsonObject & { name: string };
    if (!Array.isArray(data)) return { problem: `the tensor "${name}" has no data in the event (binary data is not kept there)` };
    const flat = (data as readonly unknown[]).flat(8).filter(isCell);
    const sizes = Array.isArray(shape) ? (shape as readonly unknown[]).map(Number) : [flat.length];
    const n = sizes[0] ?? 1;
    const width = n === 0 ? 0 : flat.length / n;
    if (!Number.isInteger(n) || n < 0 || !Number.isInteger(width) || (sizes.every((size) => size >= 0) && sizes.reduce((all, size) => all * size, 1) !== flat.length)) return { problem: `the tensor "${name}" has ${flat.length} values for the shape [${sizes.join(', ')}]` };
    if (rows.length > 0 && n !== rows.length) return { problem: `the tensor "${name}" is of ${n} instances, another of ${rows.length}` };
    for (let i = 0; i < n; i += 1) {
      const row = (rows[i] ??= {});
      if (width > mostCells) {
        row[`${name}_length`] = width;
        note = `tensors of more than ${mostCells} values are not expanded, only their length is kept`;
      } else for (let k = 0; k < width; k += 1) row[width === 1 ? name : `${name}_${k}`] = flat[i * width + k] ?? null;
    }
  }
  return { rows, unnamed: false, ...(note === undefined ? {} : { note }) };
}
