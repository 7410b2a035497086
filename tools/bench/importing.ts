/**
 * A data set of the size of MNIST, chosen in the page as its four compressed files: seconds until the preview has read them
 * (their digest included), and from *Import* until they are stored. Each time in a fresh profile.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { specToHash } from '../../src/protocol/link.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { browserFlags } from '../run/browser.mjs';
import { serveSite, startBrowser } from '../site.ts';
import { median } from './tensor/report-table.ts';

const SIDE = 28;
const TRAIN = 60_000;
const TEST = 10_000;

export interface ImportRow {
  measure: string;
  unit: string;
  median: number;
  imports: number[];
}

/** Seconds of one import. */
interface Import {
  preview: number;
  stored: number;
}

/** Something for the page to show that is done at once, so that nothing else runs during the import. */
const short = parseSpec({
  version: 2,
  dataset: { source: 'built-in', name: 'two-moons', size: 100, testSize: 20, seed: 1 },
  initial: { size: 4, by: 'class' },
  query: { size: 1, cycles: 1 },
  model: { name: 'mlp' },
  training: { epochs: 1, batch: 4, learningRate: 0.01, patience: 0 },
  arms: [{ strategy: 'random' }],
  seeds: [1],
});

export async function importBenchmark(
  say: (text: string) => void,
  repeats: number,
): Promise<{ browser: string; rows: ImportRow[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'querent-import-'));
  const files = writeFiles(folder);
  const site = await serveSite();
  try {
    const browser = await startBrowser(browserFlags());
    try {
      const address = `${site.url}#${(await specToHash(short)).replace(/^#/, '')}`;
      const all: Import[] = [];
      for (let i = 1; i <= repeats; i++) {
        say(`import: ${i} of ${repeats}`);
        all.push(await importOnce(browser, { address, files }));
      }
      const row = (measure: string, of: (one: Import) => number): ImportRow => ({
        ...{ measure, unit: 's' },
        median: median(all.map(of)),
        imports: all.map(of),
      });
      return {
        browser: `Chromium ${browser.version()}, headless`,
        rows: [
          row('files chosen until previewed', (one) => one.preview),
          row('import until stored', (one) => one.stored),
        ],
      };
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importOnce(browser: Browser, { address, files }: { address: string; files: string[] }): Promise<Import> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(address);
  await page.getByRole('region', { name: 'Transport' }).getByText('finished').first().waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose files' }).click(),
  ]);
  const dialog = page.getByRole('dialog');
  const seconds = stopwatch();
  await chooser.setFiles(files);
  await dialog
    .getByText(/60,000 samples/)
    .first()
    .waitFor();
  const preview = seconds();
  const again = stopwatch();
  await dialog.getByRole('button', { name: 'Import' }).click();
  await page
    .getByText(/is in this browser/)
    .first()
    .waitFor();
  const stored = again();
  await context.close();
  return { preview, stored };
}

/** Ten kinds of bright blocks on black ground with noise, about as compressible as digits. @returns paths */
function writeFiles(folder: string): string[] {
  return [['train', TRAIN] as const, ['t10k', TEST] as const].flatMap(([part, count]) => {
    const pixels = Buffer.alloc(count * SIDE * SIDE);
    const labels = Buffer.alloc(count);
    for (let i = 0; i < count; i++) {
      labels[i] = i % 10;
      for (let y = 8; y < 20; y++)
        for (let x = 6; x < 12 + (i % 10); x++)
          pixels[i * SIDE * SIDE + y * SIDE + x] = (i * 31 + x * 17 + y * 97 + ((i * x * y) % 89)) % 256;
    }
    const write = (name: string, header: number[], body: Buffer) => {
      const head = Buffer.alloc(4 * header.length);
      header.forEach((value, i) => head.writeUInt32BE(value, 4 * i));
      const path = join(folder, `${part}-${name}.gz`);
      writeFileSync(path, gzipSync(Buffer.concat([head, body])));
      return path;
    };
    return [
      write('images-idx3-ubyte', [0x0803, count, SIDE, SIDE], pixels),
      write('labels-idx1-ubyte', [0x0801, count], labels),
    ];
  });
}

const stopwatch = () => {
  const start = performance.now();
  return () => Number(((performance.now() - start) / 1000).toFixed(2));
};
