/**
 * Assets: shown while they are built, resumed after a killed tab, listed with their size, exported to a file, and imported from
 * it without another training.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import type { SpecInput } from '../../src/protocol/spec.ts';
import {
  resumeButton,
  chooseInFigure,
  dropFiles,
  figure,
  runFinished,
  linkTo,
  quickSpec,
  runButton,
  transport,
  reopenAfterCrash,
} from './page-driver.ts';

const pendingQuestions = (ganSteps: number, name: string): SpecInput => ({
  ...quickSpec,
  name,
  query: { size: 2, cycles: 1 },
  arms: [{ strategy: 'asal', parameters: { ganSteps, latentSteps: 5, components: 2 } }],
});

const preparing = (page: Page) => page.getByRole('region', { name: 'Preparing' });
const list = (page: Page) => page.getByRole('list', { name: 'Trained assets' });

async function kept(page: Page): Promise<void> {
  await page.getByText(/^Stored in this browser/).click();
  await expect(list(page)).toBeVisible();
}

async function sound(page: Page, within: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

/** Times of creation and last update of the generators in this browser. */
const lastKept = (page: Page): Promise<{ created: number; updated: number }[]> =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const opening = indexedDB.open('querent');
        opening.onsuccess = () => {
          const reading = opening.result.transaction('assets').objectStore('assets').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            const found = reading.result as { recipe: { kind: string }; created: number; updated: number }[];
            const generators = found.filter(({ recipe }) => recipe.kind === 'generator');
            done(generators.map(({ created, updated }) => ({ created, updated })));
          };
        };
      }),
  );

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a generator’s training is shown, and a killed tab resumes from its checkpoint', async ({ context }) => {
  const first = await context.newPage();
  await first.goto(await linkTo(pendingQuestions(300, 'Watched')));
  await expect(preparing(first)).toContainText(/[12]\d\d of 300 steps/);
  await expect(figure(first, 'Generated points').getByRole('img')).toHaveAccessibleName(/^400 generated points after/);
  await expect(figure(first, 'Training curves')).toContainText('Wasserstein estimate');
  await transport(first).getByRole('button', { name: 'Pause' }).click();
  await expect(preparing(first)).toContainText('paused');
  await sound(first, '[aria-label=Preparing]');
  await chooseInFigure(figure(first, 'Training curves'), 'Show as');
  await expect(first.getByRole('columnheader', { name: 'Slope of the critic' })).toBeVisible();
  await kept(first);
  const bin = list(first).getByRole('button', { name: /delete/i });
  await runButton(first).click();
  await bin.click();
  await bin.click();
  await expect(first.getByRole('region', { name: 'Messages' })).toContainText(/A run is using “WGAN-GP/);
  const second = await reopenAfterCrash(first);
  await kept(second);
  await expect(list(second)).toContainText(/\d+ of 300 steps/);
  const [{ created: begun } = { created: NaN }] = await lastKept(second);
  await resumeButton(second).click();
  await runFinished(second);
  await expect(preparing(second)).toHaveCount(0);
  await expect(list(second)).toContainText('300 steps');
  await expect(list(second)).not.toContainText('of 300 steps');
  expect((await lastKept(second)).map(({ created }) => created)).toEqual([begun]);
});

test('an asset is listed, exported, deleted, imported, and used at once', async ({ page }) => {
  await page.goto(await linkTo(pendingQuestions(60, 'Carried')));
  await runFinished(page);
  await kept(page);
  const generator = list(page).getByRole('listitem').filter({ hasText: 'WGAN-GP' });
  await expect(generator).toContainText(/Generator .* 60 steps .* WASM .* kB/);
  await generator.getByRole('button', { name: /^WGAN-GP/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('figure', { name: 'Generated points' })).toBeVisible();
  await sound(page, 'dialog');
  await page.keyboard.press('Escape');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    generator.getByRole('button', { name: /^Export/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.asset$/);
  const bytes = readFileSync(await download.path());
  const bin = generator.getByRole('button', { name: /delete/i });
  await bin.click();
  await bin.click();
  await expect(generator).toHaveCount(0);
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
  await expect(generator).toHaveCount(1);
  await bin.click();
  await bin.click();
  await expect(generator).toHaveCount(0);
  await dropFiles(page, [{ name: 'carried.asset', bytes }]);
  await expect(generator).toContainText('60 steps');
  await sound(page, '.setup');

  // used at once: another training would have written it again
  const imported = await lastKept(page);
  await runButton(page).click();
  await expect(page.getByRole('button', { name: /^Delete run Carried/ })).toHaveCount(2);
  await runFinished(page);
  expect(await lastKept(page)).toEqual(imported);
});
