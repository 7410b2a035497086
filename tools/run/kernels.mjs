/**
 * Compiles our WebAssembly module (src/tensor/native/assembly) into src/tensor/native/build if it is missing or older than its
 * source: with and without relaxed SIMD, for memory that is shared between threads and memory that is not. Also writes a copy
 * of the stock backend's binary whose memory can be shared.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = `${root}src/tensor/native/assembly/`;
const build = `${root}src/tensor/native/build/`;
const stock = `${root}node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm`;

const relaxed = ['--enable', 'relaxed-simd'];
// as the stock backend declares its memory
const threads = ['--enable', 'threads', '--sharedMemory', '--initialMemory', '256', '--maximumMemory', '65536'];
const variants = {
  plain: [],
  relaxed,
  'plain-threads': threads,
  'relaxed-threads': [...relaxed, ...threads],
};

const age = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
const sources = () => [...readdirSync(source).map((file) => source + file), fileURLToPath(import.meta.url), stock];

export async function ensureKernels() {
  const newest = Math.max(...sources().map(age));
  const results = [...Object.keys(variants), 'stock-shared'].map((name) => `${build}${name}.wasm`);
  if (Math.min(...results.map(age)) > newest) return;
  mkdirSync(build, { recursive: true });
  const { main } = await import('assemblyscript/asc');
  for (const [name, options] of Object.entries(variants)) {
    const { error, stderr } = await main([
      ...[`${source}index.ts`, '--outFile', `${build}${name}.wasm`],
      ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', ...options],
    ]);
    if (error) throw new Error(`The WebAssembly module did not compile.\n${stderr.toString()}`);
  }
  writeFileSync(`${build}stock-shared.wasm`, withSharedMemory(readFileSync(stock)));
}

/** The same module with its one memory declared as shared: one bit of the memory section. */
function withSharedMemory(binary) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < binary.length) {
    const section = binary[at++];
    const end = number() + at;
    if (section === 5) {
      const memories = number();
      // 1: has a maximum, which a shared memory needs; 3: has a maximum and is shared
      if (memories !== 1 || binary[at] !== 1) throw new Error('The stock backend declares its memory in another way.');
      const shared = Buffer.from(binary);
      shared[at] = 3;
      return shared;
    }
    at = end;
  }
  throw new Error('The stock backend declares no memory.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureKernels();
