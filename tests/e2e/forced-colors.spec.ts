/** Forced colours (contrast themes): what is drawn keeps its colours, and states are told apart. */
import { expect, test, type Locator } from '@playwright/test';
import { figure, linkTo, quickSpec, runFinished } from './page-driver.ts';

/** Number of different colours among the pixels of an element's screenshot, to five bits per channel. */
async function colorsOf(shown: Locator): Promise<number> {
  const png = (await shown.screenshot({ animations: 'disabled' })).toString('base64');
  return shown.page().evaluate(async (base64) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const seen = new Map<number, number>();
    for (let i = 0; i < data.length; i += 4) {
      const key = ((data[i]! >> 3) << 10) | ((data[i + 1]! >> 3) << 5) | (data[i + 2]! >> 3);
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    return [...seen.values()].filter((count) => count > 3).length;
  }, png);
}

const styleOf = (shown: Locator, property: string): Promise<string> =>
  shown.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

for (const colorScheme of ['light', 'dark'] as const)
  test(`planes, curves, marks, switches and the focus are told apart, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    // the visitor's own choice of a theme does not count against the system's
    await page.addInitScript((other) => localStorage.setItem('querent.theme', other), colorScheme === 'light' ? 'dark' : 'light'); // prettier-ignore
    await page.goto(await linkTo(quickSpec));
    await runFinished(page);

    // both classes' regions and dots, the boundary and the arm's rings
    expect(await colorsOf(figure(page, 'Plane: random').locator('.view'))).toBeGreaterThan(8);
    const legend = figure(page, 'Plane: random').getByRole('list', { name: 'Classes' }).locator('path');
    expect(await styleOf(legend.first(), 'fill')).not.toBe(await styleOf(legend.last(), 'fill'));
    const swatches = figure(page, 'Queried samples').locator('.arm svg path');
    const [one, other] = [swatches.first(), swatches.last()];
    expect(await styleOf(one, 'fill')).not.toBe(await styleOf(other, 'fill'));
    expect(await styleOf(one, 'fill')).not.toBe(await styleOf(page.locator('body'), 'background-color'));

    const regions = page.getByRole('button', { name: 'Regions', exact: true });
    const acquisition = page.getByRole('button', { name: 'Acquisition', exact: true });
    expect(await styleOf(regions, 'background-color')).not.toBe(await styleOf(acquisition, 'background-color'));
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus-visible');
    expect(await styleOf(focused, 'outline-style')).toBe('solid');
    expect(await styleOf(focused, 'outline-color')).not.toBe(await styleOf(page.locator('body'), 'background-color'));
  });
