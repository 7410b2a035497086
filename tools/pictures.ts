/**
 * `npm run pictures [-- NAME …]`: draws the pictures of docs/methods and of the page itself with the built page. Those of
 * methods join figures that the page exports as SVG, of runs that can be repeated; the same machine gives the same pictures.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { specToHash } from '../src/protocol/link.ts';
import { parseSpec, type SpecInput } from '../src/protocol/spec.ts';
import { figurePlans, type Panel, type FigurePlan } from './pictures/figure-list.ts';
import { pagePictures, pageSpec, type PagePicture } from './pictures/page-pictures.ts';
import { svgGrid } from './pictures/svg-grid.ts';
import { browserFlags } from './run/browser.mjs';
import { serveSite, startBrowser } from './site.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = join(root, 'docs/methods/pictures');
const view = { width: 1440, height: 900 };
/** Milliseconds; longer than the longest of the runs. */
const TIMEOUT_MS = 600_000;

async function main(requested: string[]): Promise<void> {
  const isSelected = ({ name }: { name: string }): boolean => requested.length === 0 || requested.includes(name);
  const selected = figurePlans.filter(isSelected);
  const selectedPages = pagePictures.filter(isSelected);
  const names = [...figurePlans, ...pagePictures].map(({ name }) => name);
  if (!requested.every((name) => names.includes(name))) throw new Error(`There are: ${names.join(', ')}.`);
  const site = await serveSite();
  const browser = await startBrowser(browserFlags());
  try {
    mkdirSync(folder, { recursive: true });
    for (const spec of new Set(selected.map((plate) => plate.spec))) {
      const page = await openFinishedRun(browser, { url: site.url, spec });
      for (const plate of selected.filter((one) => one.spec === spec)) await draw(page, plate);
      await page.close();
    }
    for (const picture of selectedPages) await drawPage(browser, site.url, picture);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Opens the page with the experiment and waits until the run has finished. */
async function openFinishedRun(
  browser: Browser,
  { url, spec }: { url: string; spec: SpecInput },
  options: BrowserContextOptions = { viewport: view },
): Promise<Page> {
  const page = await browser.newPage({
    ...options,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  await page.goto(`${url}#${(await specToHash(parseSpec(spec))).replace(/^#/, '')}`);
  await page.getByRole('region', { name: 'Transport' }).getByText('finished').waitFor({ timeout: TIMEOUT_MS });
  return page;
}

async function drawPage(browser: Browser, url: string, { file, size, zoomOut }: PagePicture): Promise<void> {
  const viewport = { width: Math.round(size.width * zoomOut), height: Math.round(size.height * zoomOut) };
  const options = { viewport, deviceScaleFactor: 1 / zoomOut };
  const page = await openFinishedRun(browser, { url, spec: pageSpec }, options);
  // nothing under the pointer, no focus ring, and the canvases drawn
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.waitForTimeout(1500);
  const picture = await page.screenshot({ path: join(root, file), clip: { x: 0, y: 0, ...viewport } });
  process.stdout.write(`${file}, ${Math.round(picture.length / 1024)} kB\n`);
  await page.close();
}

async function draw(page: Page, { name, panels, across = view.width }: FigurePlan): Promise<void> {
  await page.setViewportSize({ ...view, width: across });
  const drawings = [];
  for (const panel of panels) drawings.push({ ...panel, svg: await exportFigure(page, panel) });
  const text = svgGrid(drawings);
  writeFileSync(join(folder, `${name}.svg`), text);
  process.stdout.write(`${name}.svg, ${Math.round(text.length / 1024)} kB\n`);
}

/** Downloads a figure as SVG, after the panel's settings are made. */
async function exportFigure(page: Page, { figure, cycle, surface, before }: Panel): Promise<string> {
  const scrubber = page.getByRole('slider', { name: 'Cycle shown' });
  await scrubber.press('Home');
  for (let at = 0; at < cycle; at++) await scrubber.press('ArrowRight');
  if (surface) await page.getByRole('group', { name: 'Surface on the planes' }).getByText(surface).click();
  const found = page.getByRole('figure', { name: figure, exact: true });
  await found.scrollIntoViewIfNeeded();
  await before?.(found);
  // canvases are drawn in later frames
  await page.waitForTimeout(1500);
  await found.getByRole('button', { name: 'Figure menu' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^SVG/ }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

await main(process.argv.slice(2));
