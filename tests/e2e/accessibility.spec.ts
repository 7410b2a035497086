/** No violation found by axe, in the states of a usual visit, light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { idxFiles, imageZip } from './dataset-files.ts';
import {
  chooseInFigure,
  chooseView,
  dropFiles,
  figure,
  runFinished,
  fewStrokes,
  linkTo,
  runButton,
  quickSpec,
  transport,
} from './page-driver.ts';

const strokes: SpecInput = {
  ...fewStrokes,
  initial: { size: 10, by: 'class' },
  training: { epochs: 3, batch: 16, learningRate: 0.001, patience: 0 },
};

/** Critic and mixtures in one arm, supervised training in the other. */
const compared: SpecInput = {
  ...quickSpec,
  name: 'Compared features',
  query: { size: 2, cycles: 1 },
  arms: [
    { strategy: 'margin' },
    {
      strategy: 'mixture',
      name: 'Reg + DA',
      training: {
        ...{ ...quickSpec.training, method: 'mixture-reg-da' },
        parameters: { subset: 20, alignSteps: 10, refit: 5, width: 16 },
      },
    },
  ],
};

/**
 * Light, then dark, as when the system's theme changes.
 *
 * @param within checks a part only, where the rest was checked before
 */
async function sound(page: Page, where: string, within?: string): Promise<void> {
  // without the mouse on an arm, no arm is faded
  await page.mouse.move(2, 2);
  const axe = new AxeBuilder({ page });
  if (within) {
    // dialogs and menus are loaded when they are opened
    await expect(page.locator(within).first()).toBeVisible();
    axe.include(within);
  }
  await clean(axe, where);
  await page.emulateMedia({ colorScheme: 'dark' });
  // only colours differ
  await clean(axe.withRules(['color-contrast']), `${where}, dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function clean(axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => node.html.slice(0, 160) + (node.failureSummary ?? '')).join(' | ')}`,
  );
  expect.soft(found, where).toEqual([]);
}

test.slow();
// elements that fade in have their colours only at the end
test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('the first preset during its run, its menus, the list of keys', async ({ page }) => {
  await page.goto('./');
  await expect(transport(page)).toContainText(/cycle [2-9] of/);
  await sound(page, 'running');
  await transport(page).getByRole('button', { name: 'Pause' }).click();
  for (const name of ['Presets', 'Export', 'View', 'Add an arm', 'Actions for Random']) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await sound(page, `menu ${name}`, '[role=menu]');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
  await chooseView(page, 'Keys');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await sound(page, 'keys', 'dialog');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await sound(page, 'command palette', 'dialog');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await runButton(page).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tooltip')).toBeVisible();
  await sound(page, 'tooltip', '[role=tooltip]');
});

test('a finished run: inspection, table, details', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await sound(page, 'finished');
  for (const name of ['Accuracy against labels', 'Queried samples', 'Time'])
    await chooseInFigure(figure(page, name), 'Show as');
  await sound(page, 'tables', 'main');
  await figure(page, 'Summary').getByRole('button', { name: 'Figure menu' }).click();
  await expect(page.getByRole('menuitem', { name: 'Full screen' })).toBeVisible();
  await sound(page, 'a figure’s menu', '[role=menu]');
  await page.keyboard.press('Escape');
  await chooseInFigure(figure(page, 'Summary'), 'What is');
  await sound(page, 'a figure explained', 'dialog');
  await page.keyboard.press('Escape');
  await chooseInFigure(figure(page, 'Queried samples'), 'Show as');
  await figure(page, 'Queried samples').getByRole('button', { name: /^#\d+/ }).first().click();
  await expect(page.getByRole('region', { name: 'Inspect' })).toBeVisible();
  await sound(page, 'inspect', '[aria-label=Inspect]');
  await page.keyboard.press('Escape');
  const arms = page.getByRole('region', { name: 'Arms' });
  await arms.getByRole('button', { name: /^Margin/ }).click();
  for (const summary of await page.locator('summary').all()) await summary.click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('none');
  await page.keyboard.press('Tab');
  await sound(page, 'settings open, one of them wrong', '.setup');
});

test('surfaces of critic and mixtures, and the scores of the queries', async ({ page }) => {
  await page.goto(await linkTo(compared));
  await runFinished(page);
  const surfaces = page.getByRole('group', { name: 'Surface on the planes' });
  const plane = figure(page, 'Plane: Reg + DA');
  await surfaces.getByRole('button', { name: 'Mixtures' }).press('Enter');
  // of ψ_L and of ψ_U one for each class at most, each drawn twice
  await expect.poll(() => plane.locator('ellipse').count()).toBeGreaterThanOrEqual(4);
  await expect(figure(page, 'Plane: margin')).toContainText('No mixtures in this arm');
  await sound(page, 'mixtures', 'main');
  await surfaces.getByRole('button', { name: 'Critic' }).press('Enter');
  await expect(plane.locator('ellipse')).toHaveCount(0);
  await plane.getByRole('img').hover();
  await expect(plane).toContainText(/critic [01]\.\d\d/);
  await figure(page, 'Cross-entropy of the queries')
    .getByRole('combobox', { name: 'Queries of which arm' })
    .selectOption({ label: 'Reg + DA, by score component' });
  await expect(figure(page, 'Cross-entropy of the queries by score component: Reg + DA')).toContainText('I_like alone');
  await chooseInFigure(figure(page, 'Entropy of the critic'), 'Show as');
  await sound(page, 'critic', 'main');
});

test('a previewed import, a broken one, a run on imported images', async ({ page }) => {
  await page.goto(await linkTo(strokes));
  await runFinished(page);
  await expect(figure(page, 'Queried samples').locator('canvas').first()).toBeVisible();
  const latent = figure(page, 'Latent map');
  await latent.getByRole('button', { name: 'Show the map' }).click();
  await latent.getByRole('combobox', { name: 'Colour of the map' }).selectOption('Entropy');
  await expect(latent.getByRole('application')).toBeVisible();
  await sound(page, 'strokes');
  await dropFiles(page, [imageZip()]);
  await expect(page.getByRole('dialog')).toContainText('80 samples');
  await sound(page, 'preview', 'dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  const [images, labels] = idxFiles();
  await dropFiles(page, [{ name: images!.name, bytes: images!.bytes.subarray(0, 2000) }, labels!]);
  await expect(page.getByRole('alert')).toBeVisible();
  await sound(page, 'broken', 'dialog');
});

test('on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await sound(page, 'narrow');
});
