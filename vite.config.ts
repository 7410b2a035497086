/** How the page is built and served: a static site that works from any sub-path, with a strict policy in its head. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { isolation, policy } from './tools/run/headers.mjs';

/** The policy is part of the built page, so that it holds wherever the folder is served from. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
  ],
};

/**
 * The threaded WASM module sends its own source text to its threads. That text asks `typeof _scriptDir` whether a name
 * outside of it exists; a minifier that sees the declaration answers "yes" and renames it, and every thread dies of a
 * ReferenceError. Nothing in a worker ever sets it, so the question is answered beforehand.
 */
const threadedWasm: Plugin = {
  name: 'threaded-wasm',
  enforce: 'pre',
  transform(code, id) {
    if (!/tfjs-backend-wasm-threaded-simd\.js/.test(id)) return;
    return { code: code.replace('typeof _scriptDir !== "undefined" && _scriptDir', 'false'), map: null };
  },
};

export default defineConfig({
  base: './',
  plugins: [svelte(), contentSecurityPolicy],
  worker: { format: 'es', plugins: () => [threadedWasm] },
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1500 },
  server: { headers: isolation },
  preview: { headers: isolation },
  optimizeDeps: {
    // found only inside workers: left to chance, the development server would find them late and reload the page
    include: [
      'comlink',
      'idb',
      'valibot',
      'pure-rand/distribution/uniformInt',
      'pure-rand/generator/xoroshiro128plus',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-backend-cpu',
      'fflate',
      'modern-tar',
      'hyparquet',
      'hyparquet-compressors',
      'papaparse',
    ],
  },
});
