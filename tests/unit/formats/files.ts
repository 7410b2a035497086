/** Files of every format, made by hand from the formats' own descriptions, for the tests of their readers. */

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

export const input = (path: string, bytes: BlobPart): { path: string; file: File } => ({
  path,
  file: new File([bytes], path.slice(path.lastIndexOf('/') + 1)),
});

/** Bytes that follow a rule, so that a test knows every one. */
export const pattern = (length: number, step = 7): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * step + (i >> 8)) & 255);

/** Labels 0 … classes − 1 in turn. */
export const inTurn = (count: number, classes: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: count }, (_, i) => i % classes);

/** Two classes of 4 × 4 images, a training part of twelve and a test part of six. */
export async function idxFour(): Promise<{ path: string; file: File }[]> {
  return [
    input('train-images-idx3-ubyte.gz', await gzip(idx([12, 4, 4], pattern(192)))),
    input('train-labels-idx1-ubyte.gz', await gzip(idx([12], inTurn(12, 2)))),
    input('t10k-images-idx3-ubyte', idx([6, 4, 4], pattern(96, 11))),
    input('t10k-labels-idx1-ubyte', idx([6], inTurn(6, 2))),
  ];
}
