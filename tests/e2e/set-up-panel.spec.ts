/** The panel on the left: nothing of its menus and fields is cut off or lies over anything else. */
import { expect, test } from '@playwright/test';
import { linkTo, quickSpec, runFinished } from './page-driver.ts';

test('the menu of strategies reaches over the panel’s edge, with whole lines', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  for (const width of [1440, 1920]) {
    await page.setViewportSize({ width, height: (width * 9) / 16 });
    await page.getByRole('button', { name: 'Add an arm' }).click();
    const menu = page.getByRole('menu');
    await expect(menu).toBeVisible();
    const cut = await menu.evaluate((list) => {
      const { left, right, top, bottom } = list.getBoundingClientRect();
      const inWindow = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
      // what lies at the inside of its edges is the menu itself, not what clips it
      const edges = [left + 3, right - 3].map((x) => document.elementFromPoint(x, (top + bottom) / 2));
      const items = [...list.querySelectorAll('[role=menuitem]')];
      return {
        inWindow,
        covered: edges.filter((one) => !one || !list.contains(one)).length,
        wide: items.filter((one) => one.getBoundingClientRect().right > right + 0.5).map((one) => one.textContent),
        texts: [...list.querySelectorAll('*')]
          .filter((one) => one.children.length === 0 && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
          .map((one) => one.textContent),
      };
    });
    expect(cut).toEqual({ inWindow: true, covered: 0, wide: [], texts: [] });
    await page.keyboard.press('Escape');
  }
});

test('the frame of a field lies over no word beside it, and long numbers are whole', async ({ page }) => {
  const dataset = { source: 'built-in' as const, name: 'two-moons', size: 1_000_000, testSize: 200_000, seed: 12_345 };
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByRole('spinbutton', { name: 'Samples in all' }).fill(String(dataset.size));
  await page.keyboard.press('Tab');
  for (const summary of ['Training settings', 'Validation and test', 'Classes', 'Model settings'])
    await page.getByText(summary, { exact: true }).first().click();
  const faults: string[] = [];
  for (const field of await page
    .getByRole('region', { name: /^(Data|Design)$/ })
    .getByRole('spinbutton')
    .all()) {
    await field.focus();
    const fault = await field.evaluate((input: HTMLInputElement) => {
      const box = input.getBoundingClientRect();
      const name = input.getAttribute('aria-label');
      if (input.scrollWidth > input.clientWidth + 1) return `${name}: ${input.value} is cut`;
      const row = input.closest('[role=group], .row') ?? input.parentElement!;
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.textContent!.trim() || input.contains(node)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const { left, right, top, bottom } of range.getClientRects())
          if (left < box.right - 0.5 && right > box.left + 0.5 && top < box.bottom - 4 && bottom > box.top + 4)
            return `${name}: over “${node.textContent!.trim()}”`;
      }
      return undefined;
    });
    if (fault) faults.push(fault);
  }
  expect(faults).toEqual([]);
});
