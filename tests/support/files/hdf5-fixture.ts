/** HDF5 files, written by the library that the reader uses as well. */
import type { Bytes } from './file-fixtures.ts';

type Values = Uint8Array | Float32Array | Int32Array;

let fileCount = 0;

/** @param arrays sizes and values by name */
export async function hdf5(arrays: Record<string, [sizes: number[], values: Values]>): Promise<Bytes> {
  const { default: h5wasm } = await import('h5wasm');
  const { FS } = await h5wasm.ready;
  const name = `fixture-${++fileCount}.h5`;
  const file = new h5wasm.File(name, 'w');
  for (const [path, [shape, data]] of Object.entries(arrays)) file.create_dataset({ name: path, data, shape });
  file.close();
  const bytes = FS.readFile(name).slice() as Bytes;
  FS.unlink(name);
  return bytes;
}
