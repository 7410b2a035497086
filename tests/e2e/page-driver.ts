/** Actions of a visitor, by the page's own names, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { specToHash } from '../../src/protocol/link.ts';
import { parseSpec, type SpecInput } from '../../src/protocol/spec.ts';

/** An experiment of a few seconds. */
export const quickSpec: SpecInput = {
  version: 2,
  name: 'Quick',
  dataset: { source: 'built-in', name: 'two-moons', size: 400, testSize: 100, seed: 3 },
  initial: { size: 4, by: 'class' },
  query: { size: 2, cycles: 3 },
  model: { name: 'mlp' },
  training: { epochs: 20, batch: 8, learningRate: 0.01, patience: 0 },
  arms: [{ strategy: 'random' }, { strategy: 'margin' }],
  seeds: [1],
};

/** A few drawn digits. */
export const fewStrokes: SpecInput = {
  ...{ ...quickSpec, name: 'Few strokes' },
  dataset: { source: 'built-in', name: 'strokes', size: 300, testSize: 60, seed: 1 },
  initial: { size: 20, by: 'class' },
  query: { size: 5, cycles: 2 },
  model: { name: 'cnn-small' },
  training: { epochs: 5, batch: 16, learningRate: 0.002, patience: 0 },
};

/** The quick experiment, long enough to be interrupted. */
export const slowSpec: SpecInput = {
  ...quickSpec,
  name: 'Slow',
  query: { size: 2, cycles: 6 },
  training: { epochs: 150, batch: 4, learningRate: 0.01, patience: 0 },
};

/** Kills the tab during a run. @returns the app opened in another tab of the same browser */
export async function reopenAfterCrash(page: Page): Promise<Page> {
  const killed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  void session.send('Page.crash').catch(() => undefined);
  await killed;
  await page.close();
  const second = await page.context().newPage();
  await second.goto('./');
  return second;
}

/** The page's address with the experiment in it. */
export const linkTo = async (spec: SpecInput): Promise<string> =>
  `./#${(await specToHash(parseSpec(spec))).replace(/^#/, '')}`;

export const transport = (page: Page): Locator => page.getByRole('region', { name: 'Transport' });
/** The main button while nothing runs: Run, Resume or Run new design. */
export const runButton = (page: Page): Locator => transport(page).getByRole('button', { name: /^(Run|Resume)/ });
/** Resumes a run of the list of unfinished ones. */
export const resumeButton = (page: Page): Locator =>
  page.getByRole('region', { name: 'Unfinished runs' }).getByRole('button', { name: 'Resume' });
export const figure = (page: Page, name: string): Locator => page.getByRole('figure', { name, exact: true });

/** Chooses an item of a figure's menu by the beginning of its name. */
export async function chooseInFigure(
  shown: Locator,
  item: 'Show as' | 'CSV' | 'SVG' | 'PNG' | 'Full screen' | 'What is',
): Promise<void> {
  await shown.getByRole('button', { name: 'Figure menu' }).click();
  await shown
    .page()
    .getByRole('menuitem', { name: new RegExp(`^${item}`) })
    .click();
}

/** Chooses an item of the page's View menu by the beginning of its name. */
export async function chooseView(page: Page, item: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click();
}

/** The file that an item of a figure's menu saves. */
export async function figureFile(shown: Locator, item: 'CSV' | 'SVG' | 'PNG'): Promise<Buffer> {
  const [download] = await Promise.all([shown.page().waitForEvent('download'), chooseInFigure(shown, item)]);
  return readFileSync(await download.path());
}

export async function runFinished(page: Page, timeout = 60_000): Promise<void> {
  await expect(transport(page)).toContainText('finished', { timeout });
}

/** The file that an item of the Export menu saves. */
export async function exportedFile(page: Page, item: 'Results' | 'Comparisons' | 'Log' | 'Spec'): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** A log's events without the fields that may differ between two runs. */
export const comparableLog = (log: string): unknown[] =>
  log
    .trim()
    .split('\n')
    .map((line) =>
      JSON.parse(line, (key, value: unknown) => (key === 'time' || key === 'seconds' ? undefined : value)),
    );

export interface DroppedFile {
  name: string;
  bytes: Uint8Array;
}

/** Drops files onto the page, as from the desktop. */
export async function dropFiles(page: Page, files: DroppedFile[]): Promise<void> {
  const packed = files.map(({ name, bytes }) => ({ name, text: Buffer.from(bytes).toString('base64') }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, text } of all)
      data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    return data;
  }, packed);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}
