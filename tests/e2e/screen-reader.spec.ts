/** The page by its accessibility tree: what is told during a run, where Tab leads first, names, and drawings that keys walk. */
import { expect, test, type Page } from '@playwright/test';
import { figure, linkTo, quickSpec, runButton, runFinished, transport } from './page-driver.ts';

/** Collects every text that a polite live region takes on from now on, without those of the backend. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest('[role=status], [aria-live=polite]');
        if (!region || region.getAttribute('aria-label') === 'Backend') continue;
        const text = region.textContent?.trim() ?? '';
        if (text && heard.at(-1) !== text) heard.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

test('a run is told: its start, its cycles, its pause and its end, each cycle once at most', async ({ page }) => {
  const cycles = 6;
  await page.goto(await linkTo({ ...quickSpec, query: { size: 2, cycles }, seeds: [1, 2] }));
  await runFinished(page);
  await listen(page);
  await transport(page).getByRole('combobox', { name: 'Speed' }).selectOption('Slow');
  await transport(page).getByRole('button', { name: 'Restart' }).click();
  await expect.poll(() => heard(page)).toContainEqual(expect.stringMatching(/^Running: cycle \d of 6, seed 1 of 2, /));
  await transport(page).getByRole('button', { name: 'Pause' }).click();
  await expect.poll(() => heard(page)).toContainEqual(expect.stringMatching(/^Paused/));
  await transport(page).getByRole('combobox', { name: 'Speed' }).selectOption('Full speed');
  await runButton(page).click();
  await runFinished(page);
  const last = /^Finished: cycle 6 of 6, seed 2 of 2, (random|margin) \d+\.\d %, (random|margin) \d+\.\d %$/;
  await expect.poll(async () => (await heard(page)).at(-1)).toMatch(last);
  const all = await heard(page);
  expect(all[0]).toMatch(/^Running/);
  const told = all
    .filter((text) => text.startsWith('Running: cycle'))
    .map((text) => text.split(', ').slice(0, 2).join());
  // after a pause the cycle is told once more
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThanOrEqual(new Set(told).size + 1);
});

test('the first two stops lead to Run and to the results, and Run is among the first ten', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const top = () => page.evaluate(() => scrollY);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to Run' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to Run' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(runButton(page)).toBeFocused();
  // it is always in view
  expect(await top()).toBe(0);

  await page.getByRole('link', { name: 'Skip to the results' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => !!document.activeElement?.closest('main'))).toBe(true);
  // the address has the design
  expect(new URL(page.url()).hash).toMatch(/^#spec=/);

  await page.getByRole('link', { name: 'Skip to Run' }).focus();
  let stops = 1;
  while (!(await runButton(page).evaluate((run) => run === document.activeElement))) {
    await page.keyboard.press('Tab');
    expect(++stops).toBeLessThanOrEqual(10);
  }
});

test('the page’s heading comes first, and each figure’s menu has the figure’s name', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const headings = page.getByRole('heading');
  await expect(headings.first()).toHaveText('Querent');
  expect(await headings.evaluateAll((all) => all.filter((one) => one.tagName === 'H1').length)).toBe(1);
  const menus = page.getByRole('button', { name: /^Figure menu/ });
  await expect(menus.first()).toBeVisible();
  const names = await menus.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')!));
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('Figure menu: Accuracy against labels');
  expect(names).toContain('Figure menu: Plane: margin');
});

test('a plane and a line chart are walked by arrow keys, and say where one is', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const plane = page.getByRole('application', { name: 'Plane: margin, sample by sample' });
  await plane.focus();
  const told = plane.locator('[aria-live]');
  await page.keyboard.press('ArrowRight');
  await expect(told).toHaveText(/^#\d+, (upper|lower) moon, queried$/);
  const first = await told.textContent();
  const reached = new Set([first]);
  for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) {
    await page.keyboard.press(key);
    reached.add(await told.textContent());
  }
  expect(reached.size).toBeGreaterThan(2);
  for (const text of reached) expect(text).toMatch(/^#\d+, (upper|lower) moon, (queried|labelled)$/);
  // the arrows are the plane's own here: the shown cycle stays
  await expect(transport(page)).toContainText('finished');
  await page.keyboard.press('Enter');
  const inspect = page.getByRole('region', { name: 'Inspect' });
  await expect(inspect).toContainText(/#\d+/);
  await page.keyboard.press('Escape');
  await expect(plane).toBeFocused();

  const chart = figure(page, 'Accuracy against labels').getByRole('slider');
  await expect(chart).toHaveAccessibleName('Accuracy against labels, cycle by cycle');
  await chart.focus();
  await expect(chart).toHaveAttribute('aria-valuenow', '3');
  await page.keyboard.press('ArrowLeft');
  await expect(chart).toHaveAttribute('aria-valuenow', '2');
  await expect(chart).toHaveAttribute(
    'aria-valuetext',
    /^8 labels, cycle 2: (Margin|Random) \d+\.\d; (Margin|Random) \d+\.\d$/,
  );
  await expect(figure(page, 'Accuracy against labels')).toContainText('8 labels · cycle 2');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(chart).toHaveAttribute('aria-valuenow', '0');
});

test('at 400 % zoom the page scrolls as a whole, and nothing is fixed over the results', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 225 });
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const shown = () => runButton(page).evaluate((run) => run.getBoundingClientRect().bottom > 0);
  expect(await shown()).toBe(true);
  await page.evaluate(() => scrollTo(0, 1000));
  await expect.poll(shown).toBe(false);
  // what is at the top and at the foot of the window belongs to the page's content
  const fixed = await page.evaluate(() =>
    [3, innerHeight - 3].map((y) => !!document.elementFromPoint(180, y)?.closest('header, [aria-label=Transport]')),
  );
  expect(fixed).toEqual([false, false]);
});

test('with reduced motion nothing moves during a run', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(await linkTo({ ...quickSpec, query: { size: 2, cycles: 12 } }));
  const moving = new Set<string>();
  await expect
    .poll(async () => {
      const found = await page.evaluate(() =>
        document
          .getAnimations()
          .filter((one) => Number(one.effect?.getComputedTiming().duration) > 1)
          .map((one) => (one.effect as KeyframeEffect).target?.outerHTML.slice(0, 80) ?? ''),
      );
      for (const one of found) moving.add(one);
      return transport(page).textContent();
    })
    .toContain('finished');
  expect([...moving]).toEqual([]);
});
