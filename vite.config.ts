/** How the page is built and served: a static site that works from any sub-path, with a strict policy in its head. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { linkPreview } from './tools/link-preview.ts';
import { isolation, policy } from './tools/run/headers.mjs';

/** The policy is part of the built page, so that it holds wherever the folder is served from. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
  ],
};

/** Words and picture beside a link to the page; `VITE_SITE` is the address of the page, ending in a slash. */
const openGraph: Plugin = {
  name: 'open-graph',
  transformIndexHtml: (html) => linkPreview(html, process.env.VITE_SITE),
};

/**
 * Keeps what a worker's chunks share out of its entry: WebKit runs an entry that a chunk imports a second time, and a second
 * listener answers every message again. Vite's own option has another value for workers, hence the hook.
 */
const separateEntries: Plugin = {
  name: 'separate-worker-entries',
  options: (options) => ({ ...options, preserveEntrySignatures: 'strict' }),
};

export default defineConfig({
  base: './',
  plugins: [svelte(), contentSecurityPolicy, openGraph],
  worker: {
    format: 'es',
    plugins: () => [separateEntries],
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  optimizeDeps: {
    // a Svelte library that is bundled apart brings a second Svelte runtime
    exclude: ['@lucide/svelte'],
    // found late, most of it inside workers: left to chance, the development server would find them late and reload the page
    include: [
      'comlink',
      'd3',
      'idb',
      'valibot',
      'pure-rand/distribution/uniformInt',
      'pure-rand/generator/xoroshiro128plus',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients.js',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-backend-cpu',
      'fflate',
      'fake-indexeddb/auto',
      'h5wasm',
      'hash-wasm',
      'tiff',
      'modern-tar',
      'hyparquet',
      'hyparquet-compressors',
      'papaparse',
    ],
  },
});
