/** The latent map of images: shown on request, coloured, used by keyboard, exported, and hidden. */
import { expect, test } from '@playwright/test';
import {
  fewStrokes,
  figureFile,
  comparableLog,
  exportedFile,
  figure,
  runFinished,
  linkTo,
  transport,
} from './page-driver.ts';

test('shows the learner’s features of the pool, cycle by cycle', async ({ page }) => {
  await page.goto(await linkTo(fewStrokes));
  await runFinished(page);
  const log = comparableLog(await exportedFile(page, 'Log'));
  const latent = figure(page, 'Latent map');
  await latent.scrollIntoViewIfNeeded();
  await latent.getByRole('button', { name: 'Show the map' }).click();
  const map = latent.getByRole('application', { name: /^Latent map: Random, cycle 2/ });
  await expect(map).toBeVisible();

  await latent.getByRole('combobox', { name: 'Colour of the map' }).selectOption('Entropy');
  await expect(latent).toContainText(/Entropy\s+\S+ to \S+/);
  // another projection of the same features, without training again
  await latent.getByRole('combobox', { name: 'Projection of the map' }).selectOption('t-SNE');
  await expect(map).toBeVisible();
  await latent.getByRole('combobox', { name: 'Arm of the map' }).selectOption({ label: 'Margin' });
  await expect(latent.getByRole('application', { name: /^Latent map: Margin/ })).toBeVisible();
  await latent.getByRole('button', { name: /^Map the other 2 cycles/ }).click();
  await expect(latent.getByRole('button', { name: /^Map / })).toHaveCount(0);
  await expect(latent.getByRole('status')).toHaveText('');

  // back to the first cycle, whose batch the log names
  await page.getByRole('slider', { name: 'Cycle shown' }).press('Home');
  const first = latent.getByRole('application', { name: /^Latent map: Margin, cycle 0/ });
  await first.focus();
  await page.keyboard.press('ArrowRight');
  const asked = log.find((event) => {
    const { type, arm, cycle } = event as { type: string; arm?: number; cycle?: number };
    return type === 'queried' && arm === 1 && cycle === 0;
  }) as { indices: number[] };
  const said = /^#(\d+) .*queried/.exec((await first.locator('[aria-live]').textContent()) ?? '');
  expect(asked.indices).toContain(Number(said?.[1]));
  await page.keyboard.press('Enter');
  const inspect = page.getByRole('region', { name: 'Inspect' });
  await expect(inspect).toContainText(`Sample #${said?.[1]}`);
  await page.keyboard.press('Escape');

  // several, selected by keyboard
  await first.focus();
  for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft', 'Shift+ArrowDown']) await page.keyboard.press(key); // prettier-ignore
  const selected = /(\d+) selected/.exec((await first.locator('[aria-live]').textContent()) ?? '')?.[1];
  expect(Number(selected)).toBeGreaterThan(1);
  await page.keyboard.press('Enter');
  await expect(inspect.getByRole('heading')).toHaveText(`${selected} samples`);
  await page.keyboard.press('Escape');

  // a line around all samples
  const box = (await first.boundingBox())!;
  const corner = async (x: number, y: number) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
  await corner(0.01, 0.01);
  await page.mouse.down();
  for (const [x, y] of [[0.99, 0.01], [0.99, 0.99], [0.01, 0.99]] as const) await corner(x, y); // prettier-ignore
  await page.mouse.up();
  await expect(inspect.getByRole('heading')).toHaveText('240 samples');
  await page.keyboard.press('Escape');

  const svg = (await figureFile(latent, 'SVG')).toString();
  expect(svg).toContain('<title>Latent map · cycle 0</title>');
  expect(svg).toMatch(/>Margin<.*>coloured by<.*>Entropy</s);
  expect(svg).toMatch(/<image [^>]*href="data:image\/png/);

  expect(page.workers().filter((worker) => worker.url().includes('worker')).length).toBeGreaterThan(2);
  const threads = page.workers().length;
  await latent.getByRole('button', { name: 'Hide' }).click();
  await expect.poll(() => page.workers().length).toBe(threads - 1);
  // none of this is in the log
  expect(comparableLog(await exportedFile(page, 'Log'))).toEqual(log);
});

test('follows a run', async ({ page }) => {
  await page.goto(await linkTo({ ...fewStrokes, query: { size: 5, cycles: 30 } }));
  await expect(transport(page)).toContainText(/cycle [1-9] of/);
  const latent = figure(page, 'Latent map');
  await latent.getByRole('button', { name: 'Show the map' }).click();
  const cycle = latent.getByRole('application');
  const shown = async () => Number(/cycle (\d+)/.exec((await cycle.getAttribute('aria-label')) ?? '')?.[1] ?? -1);
  await expect(cycle).toBeVisible();
  const before = await shown();
  await expect.poll(shown).toBeGreaterThan(before);
  await transport(page).getByRole('button', { name: 'Stop' }).click();
});
