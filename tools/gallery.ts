/**
 * `npm run gallery`: writes docs/gallery.md, a picture and an explanation of every figure, from the story of the figures'
 * snapshots. The pictures are the page's own exports; the same machine gives the same pictures.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import type { ExportedFigure } from '../tests/support/story-figures.ts';
import { runCommand } from './command-line.ts';
import type { GalleryEntry } from './gallery/page/page.ts';
import { browserFlags } from './run/browser.mjs';
import { serveSite, startBrowser } from './site.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const docs = at('../docs/');
const view = { width: 1280, height: 900 };

/** Exports that a figure's picture is taken from, where that is not the plane story's first: an arm with more to show. */
const sources: Record<string, { kind: 'image' | 'plane'; name: string }> = {
  plane: { kind: 'plane', name: 'plane-4' },
  'arm-queries': { kind: 'image', name: 'arm-queries' },
  queries: { kind: 'image', name: 'queries' },
  'query-targets': { kind: 'image', name: 'query-targets' },
  'synthesized-queries': { kind: 'image', name: 'synthesized-queries' },
  ranks: { kind: 'image', name: 'ranks' },
};

const head = `# Gallery of figures

Every figure of the page, drawn from one small story. Its menu shows it as a table and saves it as CSV, SVG or PNG; the
pictures here are those SVGs. Written by \`npm run gallery\`; edit the figures' declarations instead.
`;

async function main(): Promise<number> {
  const site = await serveSite({ source: at('./gallery/page/') });
  const browser = await startBrowser(browserFlags());
  try {
    const plane = await storyOf(browser, site.url, 'plane');
    const image = await storyOf(browser, site.url, 'image');
    const exported = { plane: plane.figures, image: image.figures };
    rmSync(join(docs, 'gallery'), { recursive: true, force: true });
    mkdirSync(join(docs, 'gallery'), { recursive: true });
    const sections = plane.entries.map((entry) => sectionOf(entry, exported));
    writeFileSync(join(docs, 'gallery.md'), [head, ...sections].join('\n'));
    process.stdout.write(`docs/gallery.md, ${sections.length} figures\n`);
    return 0;
  } finally {
    await browser.close();
    await site.close();
  }
}

async function storyOf(browser: Browser, url: string, kind: 'plane' | 'image') {
  const page = await browser.newPage({ viewport: view, colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(url);
  const figures = await page.evaluate((which) => window.galleryFigures(which), kind);
  const entries = await page.evaluate(() => window.galleryEntries());
  await page.close();
  return { figures, entries };
}

/** A figure's section; writes its picture. A figure that needs a worker has none. */
function sectionOf({ id, title, about }: GalleryEntry, exported: Record<'plane' | 'image', ExportedFigure[]>): string {
  const { kind, name } = sources[id] ?? { kind: 'plane' as const, name: id };
  const picture = exported[kind].find((one) => one.name === name);
  if (picture) writeFileSync(join(docs, 'gallery', `${id}.svg`), picture.svg);
  return `## ${title} {#${id}}\n\n${about}\n${picture ? `\n![${title}](gallery/${id}.svg)\n` : ''}`;
}

await runCommand(main);
