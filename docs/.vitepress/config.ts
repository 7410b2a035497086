/** The documentation site: everything under docs/, with a page for each entry of the catalogue (tools/docs). */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** Links to the pages of a folder, by name. */
const pagesOf = (folder: string) =>
  existsSync(docs + folder)
    ? readdirSync(docs + folder)
        .filter((file) => file.endsWith('.md') && file !== 'index.md')
        .sort()
        .map((file) => file.slice(0, -3))
        .map((name) => ({ text: name, link: `/${folder}/${name}` }))
    : [];

const reference = ['strategies', 'training', 'models', 'measures'].map((kind) => ({
  text: kind[0]!.toUpperCase() + kind.slice(1),
  collapsed: true,
  link: `/reference/${kind}/`,
  items: pagesOf(`reference/${kind}`),
}));

export default defineConfig({
  title: 'Querent',
  description: 'An active-learning playground that runs in the browser.',
  base: './',
  outDir: '../dist-docs',
  cacheDir: '../node_modules/.cache/vitepress',
  lastUpdated: false,
  cleanUrls: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Results', link: '/results' },
      { text: 'Glossary', link: '/glossary' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Start', link: '/' },
          { text: 'Comparing arms', link: '/comparing' },
          { text: 'Nearest-neighbour search', link: '/matching' },
          { text: 'Results', link: '/results' },
          { text: 'Performance', link: '/performance' },
          { text: 'Testing', link: '/testing' },
          { text: 'Gallery of figures', link: '/gallery' },
          { text: 'Glossary', link: '/glossary' },
        ].filter(({ link }) => existsSync(`${docs}${link === '/' ? '/index' : link}.md`)),
      },
      { text: 'Methods of the papers', collapsed: true, items: pagesOf('methods') },
      ...reference,
    ],
  },
});
