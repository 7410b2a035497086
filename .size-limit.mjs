/** What a first visit may load before the page can be used. */
import { firstScripts } from './tools/run/first-scripts.mjs';

export default [
  {
    name: 'script before the page can be used',
    path: firstScripts('dist').map((script) => `dist/${script}`),
    limit: '150 kB',
    gzip: true,
  },
];
