import { ProtoError, type ProtoReader } from '../../metrics/page/protoReader';

/** A small tensor of numbers: shape and values, row by row. Null for types that hold no numbers. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Values of a histogram or scalar are few; a picture is not read as numbers. */
const mostValues = 100_000;

const types = { float: 1, double: 2, int32: 3, int64: 9, bfloat16: 14, half: 19 } as const;

/** TensorProto (tensorflow/tensorboard, `tensor.proto`). @throws ProtoError */
export function readTensor(reader: ProtoReader): Tensor | null {
  let type = 0;
  let shape: number[] = [];
  let content: ProtoReader | null = null;
  const values: number[] = [];
  const halves: number[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 0) type = reader.varint();
    else if (number === 2 && wire === 2) shape = readShape(reader.message());
    else if (number === 4 && wire === 2) content = reader.message();
    else if (number === 5) reader.numbers(wire, values, mostValues, (one) => one.float());
    else if (number === 6) reader.numbers(wire, values, mostValues, (one) => one.double());
    else if (number === 7 || number === 10) reader.numbers(wire, values, mostValues, (one) => one.signed());
    else if (number === 13) reader.numbers(wire, halves, mostValues, (one) => one.varint());
    else reader.skip(wire);
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (size > mostValues) throw new ProtoError('a tensor is too large for a scalar or a histogram');
  if (content !== null && content.at < content.end) {
    const raw = rawValues(content, type);
    return raw === null ? null : { shape, values: raw };
  }
  const all = halves.length > 0 ? halves.map((bits) => (type === types.bfloat16 ? bfloat16(bits) : half(bits))) : values;
  const last = all.at(-1);
  // Writers may leave out repeats of the last value.
  if (last !== undefined) while (all.length < size) all.push(last);
  return all.length === 0 && size > 0 ? null : { shape, values: all };
}

function readShape(reader: ProtoReader): number[] {
  const shape: number[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number !== 2 || field.wire !== 2) {
      reader.skip(field.wire);
      continue;
    }
    const dimension = reader.message();
    let length = 0;
    for (let inner = dimension.field(); inner !== null; inner = dimension.field()) {
      if (inner.number === 1 && inner.wire === 0) length = dimension.signed();
      else dimension.skip(inner.wire);
    }
    if (length < 0 || shape.length > 8) throw new ProtoError('a tensor has no shape that could be read');
    shape.push(length);
  }
  return shape;
}

function rawValues(content: ProtoReader, type: number): number[] | null {
  const values: number[] = [];
  const read: (() => number) | null =
    type === types.float ? () => content.float()
    : type === types.double ? () => content.double()
    : type === types.int32 ? () => content.fixed(4)
    : type === types.int64 ? () => content.fixed(8)
    : type === types.bfloat16 ? () => bfloat16(content.fixed(2) & 0xffff)
    : type === types.half ? () => half(content.fixed(2) & 0xffff)
    : null;
  if (read === null) return null;
  while (content.at < content.end && values.length <= mostValues) values.push(read());
  return values;
}

/** The upper half of a float. */
function bfloat16(bits: number): number {
  return single(bits * 65_536);
}

function single(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
