/** Loads the compiled module, which tools/run/kernels.mjs builds from assembly/ into a folder beside this file. */

import type * as Files from 'node:fs/promises';

/** With or without relaxed SIMD, for shared memory or not. */
export type BinaryName = 'relaxed' | 'relaxed-threads' | 'plain' | 'plain-threads';

/** The bundler copies each file and inserts its address. */
const addresses: Record<BinaryName, URL> = {
  relaxed: new URL('./build/relaxed.wasm', import.meta.url),
  'relaxed-threads': new URL('./build/relaxed-threads.wasm', import.meta.url),
  plain: new URL('./build/plain.wasm', import.meta.url),
  'plain-threads': new URL('./build/plain-threads.wasm', import.meta.url),
};

export async function readBinary(name: BinaryName): Promise<Uint8Array<ArrayBuffer>> {
  const address = addresses[name];
  if (address.protocol !== 'file:') {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address.pathname} is missing (${answer.status}).`);
    return new Uint8Array(await answer.arrayBuffer());
  }
  // Node, in tests and benches; hidden from the bundler
  const files = 'node:fs/promises';
  const { readFile } = (await import(/* @vite-ignore */ files)) as typeof Files;
  return new Uint8Array(await readFile(address));
}
