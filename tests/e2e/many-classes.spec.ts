/** More classes than colours: marks tell them apart, every legend names them all, and cards stay within the window. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { dropFiles, figure, figureFile, linkTo, quickSpec, runFinished, transport } from './page-driver.ts';

const CLASSES = 23;

/** Groups on a circle, with long names. */
function ring(): string {
  const rows = Array.from({ length: 40 * CLASSES }, (_, i) => {
    const angle = (2 * Math.PI * (i % CLASSES)) / CLASSES;
    const [x, y] = [8 * Math.cos(angle) + Math.sin(7.1 * i), 8 * Math.sin(angle) + Math.cos(3.3 * i)];
    return `${x.toFixed(3)},${y.toFixed(3)},a kind of a rather long name ${i % CLASSES}`;
  });
  return `x,y,kind\n${rows.join('\n')}\n`;
}

async function runRing(page: Page): Promise<void> {
  await page.goto(await linkTo({ ...quickSpec, initial: { size: 30 }, query: { size: 12, cycles: 1 } }));
  await runFinished(page);
  await dropFiles(page, [{ name: 'ring.csv', bytes: Buffer.from(ring()) }]);
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await transport(page).getByRole('button', { name: 'Run' }).click();
  await expect(figure(page, 'Plane: random').getByRole('list', { name: 'Classes' })).toBeVisible();
  await runFinished(page);
}

/** The outline and colour of each class in a legend. */
const marksOf = (shown: Locator): Promise<string[]> =>
  shown
    .getByRole('list', { name: 'Classes' })
    .locator('path')
    .evaluateAll((paths) => paths.map((path) => `${path.getAttribute('d')} ${getComputedStyle(path).fill}`));

test('each has its own mark and colour in the legends, the batch and the exported plane', async ({ page }) => {
  await runRing(page);
  for (const name of ['Plane: random', 'Labels per class']) {
    const marks = await marksOf(figure(page, name));
    expect(new Set(marks).size).toBe(CLASSES);
    await expect(figure(page, name).getByRole('list', { name: 'Classes' })).toContainText(`name ${CLASSES - 1}`);
  }
  const legend = await marksOf(figure(page, 'Labels per class'));
  const batch = await figure(page, 'Queried samples')
    .getByRole('button', { name: /#\d+/ })
    .evaluateAll((cards) =>
      cards.map((card) => {
        const path = card.querySelector('path')!;
        return {
          mark: `${path.getAttribute('d')} ${getComputedStyle(path).fill}`,
          label: Number(/name (\d+)/.exec(card.textContent)![1]),
        };
      }),
    );
  expect(batch.some(({ label }) => label >= 10)).toBe(true);
  for (const { mark, label } of batch) expect(mark).toBe(legend[label]);
  // squares and triangles are polygons, circles are not
  const svg = String(await figureFile(figure(page, 'Plane: random'), 'SVG'));
  expect(svg).toMatch(/<path d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+Z/);
});

for (const width of [1280, 390])
  test(`cards over drawings stay within a window ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await runRing(page);
    const card = page.locator('[popover].readout');
    const within = async (): Promise<void> => {
      const { x, y, width: across, height } = (await card.boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + across).toBeLessThanOrEqual(width);
      expect(y + height).toBeLessThanOrEqual(800);
    };
    for (const name of ['Plane: random', 'Plane: margin']) {
      const picks = figure(page, name).locator('.pick');
      for (let i = 0; i < (await picks.count()); i++) {
        await picks.nth(i).scrollIntoViewIfNeeded();
        const { x, y, width: across, height } = (await picks.nth(i).boundingBox())!;
        await page.mouse.move(x + across / 2, y + height / 2);
        await expect(card).toContainText('name');
        await within();
      }
    }
    const chart = figure(page, 'Accuracy against labels').locator('.drawing svg[style*=width]').first();
    await chart.scrollIntoViewIfNeeded();
    const { x, y, width: across, height } = (await chart.boundingBox())!;
    for (const share of [0.02, 0.5, 0.98]) {
      await page.mouse.move(x + share * across, y + height / 2);
      await expect(card).toContainText('labels');
      await within();
    }
  });
