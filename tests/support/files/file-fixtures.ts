/** Writers of every file format by its specification, for tests of the readers. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** IDX of bytes: magic, sizes, values. */
export function idx(shape: readonly number[], values: ArrayLike<number>, type = 8): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(out.buffer);
  out[2] = type;
  out[3] = shape.length;
  shape.forEach((one, axis) => view.setUint32(4 + 4 * axis, one));
  out.set(values, 4 + 4 * shape.length);
  return out;
}

export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

export const inputFile = (path: string, bytes: BlobPart): { path: string; file: File } => ({
  path,
  file: new File([bytes], path.slice(path.lastIndexOf('/') + 1)),
});

/** Bytes by a rule, so that tests can compute every value. */
export const bytePattern = (length: number, step = 7): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * step + (i >> 8)) & 255);

/** Labels 0 … classes − 1 in turn. */
export const cyclingLabels = (count: number, classes: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: count }, (_, i) => i % classes);

/** Two classes of 4 × 4 images, a training part of twelve and a test part of six. */
export async function idxDataset(): Promise<{ path: string; file: File }[]> {
  return [
    inputFile('train-images-idx3-ubyte.gz', await gzip(idx([12, 4, 4], bytePattern(192)))),
    inputFile('train-labels-idx1-ubyte.gz', await gzip(idx([12], cyclingLabels(12, 2)))),
    inputFile('t10k-images-idx3-ubyte', idx([6, 4, 4], bytePattern(96, 11))),
    inputFile('t10k-labels-idx1-ubyte', idx([6], cyclingLabels(6, 2))),
  ];
}

/** CIFAR's records: labels, then pixels that follow a rule. */
export function cifar(labels: readonly number[], labelBytes: 1 | 2 = 1): Uint8Array<ArrayBuffer> {
  const record = labelBytes + 3072;
  const out = bytePattern(labels.length * record, 13);
  labels.forEach((label, i) => {
    out[i * record] = labelBytes === 2 ? label % 20 : label;
    out[i * record + labelBytes - 1] = label;
  });
  return out;
}

/** NPY, version 1. */
export function npy(
  descr: string,
  shape: readonly number[],
  values: ArrayBufferView,
  fortran = false,
): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  let text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  text = `${text.padEnd(117)}\n`;
  const out = new Uint8Array(10 + text.length + values.byteLength);
  out.set([0x93, 78, 85, 77, 80, 89, 1, 0, text.length & 255, text.length >> 8]);
  out.set(new TextEncoder().encode(text), 10);
  out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + text.length);
  return out;
}

type MatValues = Uint8Array | Int8Array | Float64Array;

/** A MAT file of arrays, with MATLAB's sizes, the first index running fastest; null is an empty cell array. */
export async function mat(
  variables: Record<string, { sizes: readonly number[]; values: MatValues | null }>,
  packed = false,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(128).fill(32);
  header.set(new TextEncoder().encode('MATLAB 5.0 MAT-file, made for a test'));
  header.set([0, 1, 73, 77], 124);
  const parts: Uint8Array<ArrayBuffer>[] = [header];
  for (const [name, { sizes, values }] of Object.entries(variables)) {
    const element = matrix(name, sizes, values);
    if (!packed) parts.push(element);
    else {
      const stream = new Blob([element]).stream().pipeThrough(new CompressionStream('deflate'));
      const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
      parts.push(tag(15, bytes.length), bytes);
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function tag(type: number, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(8);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  return out;
}

/** MATLAB's numbers of the array's class and of the type of its values. */
function matTypes(values: MatValues | null): [arrayClass: number, type: number] {
  if (values === null) return [1, 0];
  if (values instanceof Int8Array) return [8, 1];
  return values instanceof Float64Array ? [6, 9] : [9, 2];
}

function matrix(name: string, sizes: readonly number[], values: MatValues | null): Uint8Array<ArrayBuffer> {
  const padded = (type: number, bytes: Uint8Array): number[] => [
    ...tag(type, bytes.length),
    ...bytes,
    ...new Uint8Array((8 - (bytes.length % 8)) % 8),
  ];
  const [arrayClass, type] = matTypes(values);
  const flags = new Uint8Array([arrayClass, 0, 0, 0, 0, 0, 0, 0]);
  const body = [
    ...padded(6, flags),
    ...padded(5, new Uint8Array(Int32Array.from(sizes).buffer)),
    ...padded(1, new TextEncoder().encode(name)),
    ...(values ? padded(type, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) : []),
  ];
  return Uint8Array.from([...tag(14, body.length), ...body]);
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** An "image" of one colour that decodes without a browser: three letters, width, height, RGB; recognised by its name only. */
export function toyImage(
  width: number,
  height: number,
  rgb: readonly [number, number, number],
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([84, 79, 89, width, height, ...rgb]);
}

export async function decodeToyImage(bytes: Uint8Array, size?: readonly [number, number]) {
  const [a, b, c, w = 0, h = 0, red = 0, green = 0, blue = 0] = bytes;
  if (a !== 84 || b !== 79 || c !== 89 || bytes.length !== 8 || !w || !h) throw new Error('no toy');
  const [height, width] = size ?? [h, w];
  const pixels = new Uint8ClampedArray(height * width * 4);
  for (let i = 0; i < pixels.length; i += 4) pixels.set([red, green, blue, 255], i);
  return { width, height, pixels };
}
