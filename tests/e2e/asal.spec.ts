/** ASAL on the page: a generator learns the plane, latent points move to the boundary, and their real neighbours are queried. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { presets } from '../../src/presets/index.ts';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { comparableLog, exportedFile, figure, linkTo, transport } from './page-driver.ts';

/** The preset with a generator of a few steps, and with enough cycles to stop the run. */
function hasty(): SpecInput {
  const { spec } = presets.find((one) => one.id === 'two-moons-asal')!;
  const arms = spec.arms.map((arm) =>
    arm.strategy === 'asal' ? { ...arm, parameters: { ...arm.parameters, ganSteps: 60 } } : arm,
  );
  return { ...spec, query: { ...spec.query, cycles: 40 }, arms };
}

test('the preset: query targets move, are matched, and can be inspected in earlier cycles', async ({ page }) => {
  await page.goto(await linkTo(hasty()));
  const plane = figure(page, 'Plane: ASAL');
  const picture = plane.getByRole('img');
  await expect(picture).toHaveAccessibleName(/queries next: #\d+.*near \d query targets/);
  const paths = plane.locator('path.trace:not(.under)');
  await expect(paths).toHaveCount(4);
  const imagined = figure(page, 'Query targets and matches');
  await expect(imagined.getByRole('group', { name: 'ASAL' }).getByRole('button')).toHaveCount(4);
  await expect(transport(page)).toContainText(/cycle ([2-9]|[1-3]\d) of/);
  await transport(page).getByRole('button', { name: 'Stop' }).click();

  // back to the first cycle, by keyboard
  await page.getByRole('slider', { name: 'Cycle shown' }).press('Home');
  await expect(imagined).toContainText('cycle 0');
  const match = imagined
    .getByRole('button', { name: /^Query target, .* nats; nearest, at distance .*: sample \d+/ })
    .first();
  await match.focus();
  const index = /sample (\d+)/.exec((await match.getAttribute('aria-label')) ?? '')?.[1];
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Inspect' })).toContainText(`Sample #${index}`);
  await page.keyboard.press('Escape');
  await expect(match).toBeFocused();

  // the drawn paths are those of the log, without animation
  const log = comparableLog(await exportedFile(page, 'Log')) as { type: string; arm?: number; cycle?: number }[];
  const asked = log.find((event) => event.type === 'queried' && event.arm === 2 && event.cycle === 0) as unknown as {
    indices: number[];
    imagined: { paths: number[]; worth: number[] };
  };
  expect(asked.indices).toContain(Number(index));
  expect(asked.imagined.paths).toHaveLength(12 * 4 * 2);
  await expect(paths).toHaveCount(4);
  expect(await paths.first().evaluate((path) => path.getAnimations().length)).toBe(0);
  expect(((await paths.first().getAttribute('d')) ?? '').match(/[ML]/g)).toHaveLength(12);

  await figure(page, 'Selection time against pool size').scrollIntoViewIfNeeded();
  await expect(figure(page, 'Time')).toContainText(/ASAL: .* of preparation, then .* a query/);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('two classes of ten are chosen with the keyboard', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('combobox', { name: 'Data set' }).selectOption({ label: 'Strokes' });
  const data = page.getByRole('region', { name: 'Data' });
  await data.getByText('All 10 classes').focus();
  await page.keyboard.press('Enter');
  const chip = (name: string) => data.getByRole('button', { name, exact: true });
  await chip('5').focus();
  await page.keyboard.press('Space');
  await expect(data.getByRole('status')).toContainText('Choose at least two classes.');
  await chip('7').press('Enter');
  await expect(data.getByText('2 of 10 classes')).toBeVisible();
  await expect(page.getByText(/2 classes/).first()).toBeVisible();
  await chip('7').click();
  await chip('5').click();
  await expect(data.getByText('All 10 classes')).toBeVisible();
});
