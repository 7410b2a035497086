/** How the page of the bench is built. */
import { fileURLToPath } from 'node:url';
import type { SiteOptions } from '../../site.ts';

export const engineSite: SiteOptions = {
  source: fileURLToPath(new URL('./page/', import.meta.url)),
  // stock TensorFlow.js starts its threads from its own source text, which a minifier breaks
  minify: false,
};
