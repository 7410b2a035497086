/** Tables in place of drawings, and the numbers and columns of saved tables. */
import { expect, test } from '@playwright/test';
import { chooseInFigure, exportedFile, figure, figureFile, linkTo, quickSpec, runFinished } from './page-driver.ts';

test('a plane’s table is alone in its figure, and can be read to its end', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const plane = page.getByRole('region', { name: 'Watch' }).locator('[data-figure=plane]').first();
  for (const shown of ['Regions', 'Acquisition']) {
    await page.getByRole('button', { name: shown, exact: true }).click();
    await chooseInFigure(plane, 'Show as');
    const table = plane.getByRole('region', { name: /table$/ });
    await expect(table).toBeVisible();
    const found = await plane.evaluate((figure) => {
      const region = figure.querySelector('[role=region][aria-label$=table]')!;
      const [box, outer] = [region, figure].map((one) => one.getBoundingClientRect());
      const painted = [...figure.querySelectorAll('.body canvas, .body svg *')];
      region.scrollLeft = region.scrollWidth;
      region.scrollTop = region.scrollHeight;
      const last = [...region.querySelectorAll('td')].at(-1)!.getBoundingClientRect();
      return {
        drawn: painted.filter((one) => !one.closest('button') && one.checkVisibility({ checkVisibilityCSS: true }))
          .length,
        inFigure: box!.left >= outer!.left && box!.right <= outer!.right && box!.bottom <= outer!.bottom + 0.5,
        // its own scrolling brings the last cell to sight
        lastCell: last.right <= box!.right + 0.5 && last.bottom <= box!.bottom + 0.5,
      };
    });
    expect(found).toEqual({ drawn: 0, inFigure: true, lastCell: true });
    await chooseInFigure(plane, 'Show as');
  }
});

test('a figure’s file has the numbers of the results, without digits of the arithmetic', async ({ page }) => {
  const dataset = { source: 'built-in', name: 'two-moons', size: 400, testSize: 125, seed: 3 } as const;
  await page.goto(await linkTo({ ...quickSpec, dataset }));
  await runFinished(page);
  const rows = (csv: string) =>
    csv
      .trim()
      .split('\n')
      .map((line) => line.split(','));
  const [head, ...values] = rows((await figureFile(figure(page, 'Accuracy against labels'), 'CSV')).toString());
  const [resultHead, ...results] = rows(await exportedFile(page, 'Results'));
  expect(head!.every((name) => /^[a-z0-9_]+$/.test(name))).toBe(true);
  const percent = values.map((row) => row[head!.findIndex((name) => name.includes('percent'))]!);
  const shares = results.map((row) => Number(row[resultHead!.indexOf('test_accuracy')]));
  expect(percent.map(Number).sort()).toEqual(shares.map((share) => Number((100 * share).toPrecision(12))).sort());
  // of 125 samples an accuracy has one decimal in percent
  expect(percent.filter((text) => !/^\d+(\.\d)?$/.test(text))).toEqual([]);
});

test('a saved comparison calls no arm ahead that is not, and says whether it is significant', async ({ page }) => {
  await page.goto(await linkTo({ ...quickSpec, seeds: [1, 2] }));
  await runFinished(page);
  const [head, row] = (await exportedFile(page, 'Comparisons'))
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  expect(head!.slice(0, 4)).toEqual(['measure', 'basis', 'arm', 'against']);
  expect(row![head!.indexOf('significant')]).toBe('no');
});
