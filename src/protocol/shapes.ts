import * as v from 'valibot';
import { roles } from '../core/domain/role';
import { FaultError } from '../core/domain/fault';

/* Shapes that several calls share. Lengths are bounded, since a webview's messages are hostile input like any other. */

export const text = v.pipe(v.string(), v.maxLength(4_096));
export const names = v.pipe(v.array(text), v.maxLength(20_000));
export const finite = v.pipe(v.number(), v.finite());
export const slot = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000));
export const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const axisKind = v.picklist(['time', 'file', 'version', 'row']);
export const role = v.picklist(roles);
export const timeUnit = v.picklist(['s', 'ms', 'us', 'ns']);

export const windowRequest = v.variant('kind', [
  v.object({ kind: v.literal('range'), from: finite, to: finite }),
  v.object({ kind: v.literal('slots'), from: slot, to: slot }),
  v.object({ kind: v.literal('file'), name: text }),
  v.object({ kind: v.literal('version'), name: text }),
  v.object({ kind: v.literal('named'), name: text }),
]);

export const windowPreset = v.variant('kind', [
  v.object({ kind: v.literal('parts'), baseline: share, current: share }),
  v.object({ kind: v.literal('last'), length: finite }),
  v.object({ kind: v.literal('same-hours'), length: finite, ago: v.picklist(['day', 'week']) }),
  v.object({ kind: v.literal('labels-in') }),
  v.object({ kind: v.literal('files'), baseline: text, current: text }),
  v.object({ kind: v.literal('versions'), baseline: text, current: text }),
]);

export const comparison = v.union([v.strictObject({ preset: windowPreset }), v.strictObject({ baseline: windowRequest, current: windowRequest })]);

/** One of the compared windows, or slots of the axis. */
export const rowsWindow = v.union([v.picklist(['baseline', 'current']), v.strictObject({ from: slot, to: slot })]);

export const bin = v.union([
  v.strictObject({ low: v.nullable(finite), high: v.nullable(finite) }),
  v.strictObject({ level: v.nullable(text) }),
]);

export const nothing = v.strictObject({});

/** A validator for the wire: returns the narrowed input or throws a `bad-arguments` fault that names the place. */
export function shaped<const S extends v.GenericSchema>(schema: S): (input: unknown) => v.InferOutput<S> {
  return (input) => {
    const result = v.safeParse(schema, input);
    if (result.success) return result.output;
    const issue = result.issues[0];
    const place = issue.path?.map((part) => String(part.key)).join('.') ?? 'input';
    throw FaultError.of('bad-arguments', `${place}: ${issue.message}`);
  };
}
