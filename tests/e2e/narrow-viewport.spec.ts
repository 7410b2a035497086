/** From a phone to a projector: nothing exceeds the page, and the transport is always visible. */
import { expect, test } from '@playwright/test';
import { runFinished, linkTo, quickSpec, runButton, transport } from './page-driver.ts';

for (const [width, height] of [
  [360, 800],
  [768, 1024],
  [1024, 768],
  [1440, 900],
  [3840, 2160],
] as const) {
  test(`${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(
      await linkTo({ ...quickSpec, name: 'A name that is longer than any that would fit into the column' }),
    );
    await runFinished(page);
    const sticking = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth - innerWidth,
      // overflow within header, transport and panels
      parts: [...document.querySelectorAll<HTMLElement>('header, [aria-label=Transport], .panel, figure')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => `${one.getAttribute('aria-label') ?? one.tagName}: ${one.scrollWidth} in ${one.clientWidth}`),
      outside: [...document.querySelectorAll<HTMLElement>('button, select, input, summary')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.getAttribute('aria-label') ?? one.textContent),
    }));
    expect(sticking).toEqual({ page: 0, parts: [], outside: [] });
    for (const name of ['Run', 'Step', 'Stop'])
      await expect(transport(page).getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    for (const name of ['Presets', 'Share', 'Export'])
      await expect(page.getByRole('banner').getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('status', { name: 'Backend' })).toBeInViewport({ ratio: 1 });
    // and they stay visible after scrolling
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await expect(runButton(page)).toBeInViewport({ ratio: 1 });
  });
}
