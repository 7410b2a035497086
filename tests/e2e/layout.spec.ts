/** Watch and Analyse, a figure enlarged, the projector's size, and the parts of the page on a phone. */
import { expect, test, type Page } from '@playwright/test';
import {
  chooseView,
  figure,
  fewStrokes,
  linkTo,
  quickSpec,
  runButton,
  runFinished,
  slowSpec,
  transport,
} from './page-driver.ts';

const watch = (page: Page) => page.getByRole('region', { name: 'Watch' });
const analyse = (page: Page) => page.getByRole('region', { name: 'Analyse' });

test('Watch has planes, queries and accuracy, Analyse the rest; keys lead to each, and folding is kept', async ({
  page,
}) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  for (const name of ['Plane: random', 'Queried samples', 'Accuracy against labels'])
    await expect(watch(page).getByRole('figure', { name, exact: true })).toBeVisible();
  for (const name of ['Labels per class', 'Predictive entropy of the queries', 'Time', 'Summary'])
    await expect(analyse(page).getByRole('figure', { name, exact: true })).toBeVisible();
  await analyse(page).getByRole('button', { name: 'Analyse', exact: true }).click();
  await expect(figure(page, 'Summary')).toHaveCount(0);
  await page.reload();
  await expect(figure(page, 'Accuracy against labels')).toBeVisible();
  await expect(figure(page, 'Summary')).toHaveCount(0);
  await page.keyboard.press('a');
  await expect(analyse(page)).toBeFocused();
  await expect(figure(page, 'Summary')).toBeVisible();
  await page.keyboard.press('w');
  await expect(watch(page)).toBeFocused();
  await expect(figure(page, 'Plane: random')).toBeInViewport();
});

for (const arms of [1, 2, 4, 8, 16])
  test(`${arms} arms: both sides of Watch end alike, and the rows of Analyse are full, on a laptop and on a wall`, async ({
    page,
  }) => {
    const names = ['random', 'margin', 'entropy', 'core-set', 'k-median', 'least-confidence', 'badge', 'deep-fool'];
    const of = Array.from({ length: arms }, (_, arm) => ({ strategy: names[arm % names.length]! }));
    await page.goto(await linkTo({ ...quickSpec, arms: of, query: { size: 4, cycles: 1 } }));
    await runFinished(page);
    await expect(analyse(page).locator('[data-figure=confusion]')).toHaveCount(1);
    for (const width of [1440, 1920, 3840]) {
      const height = width === 1440 ? 900 : (width * 9) / 16;
      await page.setViewportSize({ width, height });
      // the strip over the results is open, and the planes are on the first screen all the same
      await page.evaluate(() => scrollTo(0, 0));
      const rem = await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
      const foot = (await transport(page).boundingBox())!.y;
      const plane = async (name: string) => (await figure(page, `Plane: ${name}`).boundingBox())!;
      const shown = await plane(names[Math.min(arms, 4) - 1]!);
      expect(shown.y + shown.height).toBeLessThanOrEqual(foot);
      // the accuracy is never higher than a window, in which it stays while the planes scroll
      const ends = () =>
        watch(page).evaluate((section) => {
          const bottom = (selector: string) =>
            section.querySelector(selector)!.lastElementChild!.getBoundingClientRect().bottom;
          return Math.abs(bottom('.centre') - bottom('.side'));
        });
      await expect.poll(ends).toBeLessThan((arms > 8 ? 9 : 1.5) * rem);
      const holes = () =>
        analyse(page).evaluate((section) => {
          const cells = [...section.querySelectorAll('[data-figure]')].map((one) => one.getBoundingClientRect());
          const right = Math.max(...cells.map((one) => one.right));
          const left = Math.min(...cells.map((one) => one.left));
          const rows = new Set(cells.map((one) => Math.round(one.top)));
          return [...rows].map((top) => {
            const row = cells.filter((one) => Math.round(one.top) === top);
            const gaps = row.slice(1).map((one, i) => one.left - row[i]!.right);
            return Math.max(...gaps, row[0]!.left - left, right - row.at(-1)!.right);
          });
        });
      await expect.poll(async () => Math.max(...(await holes()))).toBeLessThan(1.5 * rem);
    }
  });

test('two arms on images leave no hole in Watch', async ({ page }) => {
  for (const width of [1440, 1920, 3840]) {
    await page.setViewportSize({ width, height: (width * 9) / 16 });
    await page.goto(await linkTo(fewStrokes));
    await runFinished(page);
    // its two columns end at about the same height
    const ends = await watch(page).evaluate((section) =>
      [...section.children].map((column) => column.lastElementChild!.getBoundingClientRect().bottom),
    );
    expect(ends).toHaveLength(2);
    expect(Math.abs(ends[0]! - ends[1]!)).toBeLessThan(24);
  }
});

test('a figure is enlarged by f and by a click on an empty place, and Escape goes back', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const enlarged = () => page.evaluate(() => !!document.fullscreenElement?.matches('[role=figure]'));
  const accuracy = figure(page, 'Accuracy against labels');
  await accuracy.hover();
  await page.keyboard.press('f');
  await expect.poll(enlarged).toBe(true);
  await page.keyboard.press('f');
  await expect.poll(enlarged).toBe(false);
  await accuracy.getByRole('slider').click({ position: { x: 120, y: 40 } });
  await expect.poll(enlarged).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(enlarged).toBe(false);
  // in a text field it is a letter
  const name = page.getByRole('textbox', { name: 'Name of the experiment' });
  await name.focus();
  await page.keyboard.press('End');
  await page.keyboard.type('f');
  await expect(name).toHaveValue('Quickf');
  expect(await enlarged()).toBe(false);
});

test('at the projector’s size type is 14 px at least, the page around the figures small, and it is kept', async ({
  page,
}) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  /** Pixels of header, transport and set-up. */
  const around = () =>
    page.evaluate(() =>
      ['header', '[aria-label=Transport]', '.setup']
        .map((selector) => document.querySelector(selector)!.getBoundingClientRect())
        .reduce((sum, { width, height }) => sum + width * height, 0),
    );
  const usual = await around();
  await chooseView(page, 'Projector size');
  await expect(page.getByRole('region', { name: 'Design' })).toBeHidden();
  expect(await around()).toBeLessThan(0.4 * usual);
  const sizes = await page
    .locator('main')
    .evaluate((main) =>
      [...main.querySelectorAll('.legend, .tick, .name, .keys')].map((one) =>
        parseFloat(getComputedStyle(one).fontSize),
      ),
    );
  expect(sizes.length).toBeGreaterThan(10);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
  await page.reload();
  await expect(figure(page, 'Accuracy against labels')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Design' })).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Find a command').fill('projector');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Design' })).toBeVisible();
});

test('a phone shows Watch, Set up or Results, the curves near the top, and targets for a finger', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const parts = page.getByRole('navigation', { name: 'Parts of the page' });
  const top = (await figure(page, 'Accuracy against labels').boundingBox())!.y;
  expect(top).toBeLessThan(844 / 2);
  const drawing = await figure(page, 'Accuracy against labels').getByRole('slider').boundingBox();
  expect(drawing!.height).toBeGreaterThan(150);
  await expect(page.getByRole('region', { name: 'Design' })).toBeHidden();
  await expect(figure(page, 'Summary')).toBeHidden();
  // the state of the run is not cut off
  await expect(transport(page).getByText('finished')).toBeInViewport({ ratio: 1 });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('header button, [aria-label=Transport] button, [aria-label="Parts of the page"] button, main [aria-haspopup=menu]')]
      .filter((one) => one.checkVisibility())
      .map((one) => [one.getAttribute('aria-label') ?? one.textContent, one.getBoundingClientRect()] as const)
      .filter(([, { width, height }]) => width < 43.5 || height < 43.5)
      .map(([name]) => name),
  ); // prettier-ignore
  expect(small).toEqual([]);
  await parts.getByRole('button', { name: 'Results' }).click();
  await expect(figure(page, 'Summary')).toBeVisible();
  await expect(figure(page, 'Plane: random')).toBeHidden();
  await parts.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('region', { name: 'Design' })).toBeVisible();
  // a fault of the design is shown where it is
  await page.getByRole('spinbutton', { name: 'Epochs', exact: true }).fill('0');
  await page.keyboard.press('Enter');
  await parts.getByRole('button', { name: 'Watch' }).click();
  await runButton(page).click();
  await expect(page.getByRole('spinbutton', { name: 'Epochs', exact: true })).toBeFocused();
});

test('one arm is not compared with itself, and the speed looks like a choice', async ({ page }) => {
  await page.goto(await linkTo({ ...quickSpec, arms: [{ strategy: 'margin' }] }));
  await runFinished(page);
  await expect(figure(page, 'Accuracy against labels')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(/The comparison appears|differences appear here/);
  const caret = transport(page).getByRole('combobox', { name: 'Speed' });
  expect(await caret.evaluate((select) => getComputedStyle(select).backgroundImage)).toContain('gradient');
});

test('the names of sixteen arms are whole, and rings are within their planes', async ({ page }) => {
  const names = ['random', 'entropy', 'margin', 'core-set', 'least-confidence', 'k-median', 'badge', 'deep-fool'];
  const arms = [...names, ...names].map((strategy) => ({ strategy }));
  await page.goto(await linkTo({ ...quickSpec, arms, query: { size: 2, cycles: 1 } }));
  await runFinished(page);
  const cut = await watch(page).evaluate((section) =>
    [...section.querySelectorAll('[data-figure=plane] .one-line')]
      .filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => one.textContent),
  );
  expect(cut).toEqual([]);
  const outside = await watch(page).evaluate(
    (section) =>
      [...section.querySelectorAll('.view')].flatMap((view) => {
        const box = view.getBoundingClientRect();
        return [...view.querySelectorAll('.pick')].filter((ring) => {
          const { left, right, top, bottom } = ring.lastElementChild!.getBoundingClientRect();
          return left < box.left || right > box.right || top < box.top || bottom > box.bottom;
        });
      }).length,
  );
  expect(outside).toBe(0);
});

test('the arm that the run works on is lit on its own card, and none is once it stands still', async ({ page }) => {
  await page.goto(await linkTo({ ...slowSpec, query: { size: 2, cycles: 30 } }));
  const lit = page.locator('[data-phase]');
  await expect(lit).toHaveCount(1);
  await expect(lit).toHaveAttribute('data-phase', /training|measuring|mapping|querying/);
  // both arms in turn
  for (const name of ['random', 'margin'])
    await expect(lit.getByRole('figure', { name: `Plane: ${name}` })).toHaveCount(1);
  await transport(page).getByRole('button', { name: 'Pause' }).click();
  await expect(lit).toHaveCount(0);
});
