/** The page by keyboard only: its keys, and a focus that reaches all controls and is always visible. */
import { expect, test, type Page } from '@playwright/test';
import { runFinished, linkTo, quickSpec, slowSpec, runButton, transport } from './page-driver.ts';

const button = (page: Page, name: string) => transport(page).getByRole('button', { name });

/** Presses Tab until an element of this name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 150): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement | null;
      return one?.getAttribute('aria-label') ?? one?.innerText ?? '';
    });
    if (name.test(here.trim())) return;
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

/** Runs a paused experiment to the end of the cycle. */
async function step(page: Page): Promise<void> {
  const steps = transport(page).getByRole('button', { name: 'Step' });
  // a step may end before the next look at the page: the page itself notes that it began
  const began = await steps.evaluateHandle((button: HTMLButtonElement) => {
    const seen = new Promise<void>((done) => {
      new MutationObserver(() => button.disabled && done()).observe(button, { attributeFilter: ['disabled'] });
    });
    return { seen };
  });
  await page.keyboard.press('ArrowRight');
  await began.evaluate(({ seen }) => seen);
  await expect(steps).toBeEnabled();
}

test('space runs and pauses; arrows show earlier and later cycles, and run one more', async ({ page }) => {
  await page.goto(await linkTo({ ...slowSpec, query: { size: 2, cycles: 30 } }));
  await expect(transport(page)).toContainText(/cycle ([2-9]|[12]\d)/);
  await page.keyboard.press('Space');
  await expect(runButton(page)).toBeEnabled();
  const labels = async () => Number(/(\d+) of \d+ labels/.exec(await transport(page).innerText())![1]);
  // the pause was within a cycle: one step ends it, the next one is a whole cycle
  await step(page);
  const before = await labels();
  await step(page);
  await expect.poll(labels).toBe(before + 2);

  const slider = transport(page).getByRole('slider');
  const cycle = Number(await slider.inputValue());
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveValue(String(cycle - 1));
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveValue(String(cycle - 2));
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveValue(String(cycle - 1));

  await page.keyboard.press('Space');
  await expect(button(page, 'Pause')).toBeVisible();
});

test('the list of keys opens with ? and closes with Escape, which restores the focus', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await runButton(page).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(runButton(page)).toBeFocused();
});

test('keys are letters in a text field', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const name = page.getByRole('textbox', { name: 'Name of the experiment' });
  await name.focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' why? ');
  await page.keyboard.press('ArrowLeft');
  await expect(name).toHaveValue('Quick why? ');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(transport(page)).toContainText('finished');
  await expect(name).toBeFocused();
});

test('Tab reaches every control with a visible focus, and leaves the page', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const wanted = await page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        'button, select, input, summary, a[href], [role=slider], [role=status][tabindex]',
      ),
    ];
    const usable = all.filter((one) => !one.matches(':disabled') && one.checkVisibility() && one.tabIndex >= 0);
    usable.forEach((one, index) => (one.dataset.place = String(index)));
    return usable.length;
  });
  expect(wanted).toBeGreaterThan(40);
  const met = new Set<string>();
  const unseen: string[] = [];
  for (let i = 0; i < wanted + 40; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement | null;
      if (!one || one === document.body) return undefined;
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      const bar = document.querySelector('[aria-label=Transport]')!;
      const [top, bottom] = [document.querySelector('header')!.offsetHeight, bar.getBoundingClientRect().top];
      const fixed = !!one.closest('header, [aria-label=Transport], [aria-label=Skip]');
      return {
        place: one.dataset.place,
        name: one.getAttribute('aria-label') ?? (one.textContent ?? '').trim().slice(0, 40),
        ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        hidden: !fixed && (box.bottom <= top || box.top >= bottom),
      };
    });
    if (!here) break;
    if (here.place) met.add(here.place);
    if (!here.ringed || here.hidden) unseen.push(`${here.name}${here.hidden ? ' (hidden)' : ' (no ring)'}`);
  }
  const missed = await page.evaluate(
    (places) =>
      [...document.querySelectorAll<HTMLElement>('[data-place]')]
        .filter((one) => !places.includes(one.dataset.place!))
        .map((one) => one.getAttribute('aria-label') ?? one.innerText.slice(0, 40)),
    [...met],
  );
  expect(missed).toEqual([]);
  expect(unseen).toEqual([]);
});

test('an arm is added, configured, renamed, duplicated and removed without a mouse', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const arms = page.getByRole('region', { name: 'Arms' });
  const cards = arms.getByRole('listitem');
  await tabTo(page, /^Add an arm$/);
  await page.keyboard.press('Enter');
  // letters typed before the menu has the focus would go to the button
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.type('core');
  await expect(page.getByRole('menuitem', { name: /^Core-set/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cards).toHaveCount(3);
  await expect(arms.getByRole('button', { name: 'Add an arm' })).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await expect(arms.getByRole('button', { name: 'Actions for Core-set' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Name of the arm$/);
  await page.keyboard.type('Far apart');
  await page.keyboard.press('Tab');
  await expect(cards.nth(2)).toContainText('Far apart');

  await arms.getByRole('button', { name: 'Actions for Far apart' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Close settings' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cards).toHaveCount(4);
  await expect(cards.nth(3)).toContainText('Far apart again');

  await arms.getByRole('button', { name: 'Actions for Far apart again' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Remove' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cards).toHaveCount(3);
  // the focus moves on when its element is removed
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);

  await page.keyboard.press('Control+z');
  await expect(cards).toHaveCount(4);
});

test('a preset is chosen, a sample inspected and a dialog closed by keyboard', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await tabTo(page, /^Presets$/);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.type('spir');
  await expect(page.getByRole('menuitem', { name: /^Spirals/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner')).toContainText('Spirals');
  await expect(transport(page)).toContainText(/of 93 labels.*cycle [2-9] of 14/);
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('Space');
  await expect(runButton(page)).toBeEnabled();
  // where the pause came before the first query of another seed, no sample is shown yet
  await step(page);
  await tabTo(page, /^#\d+/);
  await page.keyboard.press('Enter');
  const inspect = page.getByRole('region', { name: 'Inspect' });
  await expect(inspect).toBeVisible();
  await expect(inspect.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(inspect).toHaveCount(0);
  expect(
    await page.evaluate(() => (document.activeElement as HTMLElement).closest('figure, [role=figure]') !== null),
  ).toBe(true);
});
