/** The page explains itself: a story over the results, words with their meaning, links to the methods. */
import { expect, test, type Page } from '@playwright/test';
import { imageZip } from './dataset-files.ts';
import { dropFiles, figure, linkTo, quickSpec, runFinished, transport } from './page-driver.ts';

const story = (page: Page) => page.getByRole('region', { name: 'About this run' });
const bubble = (page: Page) => page.getByRole('tooltip');

test('the first visit says what it shows, what to watch now, and who is ahead, and whether that is certain', async ({
  page,
}) => {
  await page.goto('./');
  await expect(story(page)).toContainText('a query strategy picks the few points to have labelled, the rings');
  await expect(story(page)).toContainText(/is ahead of|leads|level/);
  await expect(story(page)).toContainText(/Not certain: one seed of 3 so far|This is significant|do not differ/);
  await expect(story(page)).toContainText('Whose boundary follows the moons?');
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  const watch = story(page).getByText('at first all four', { exact: false });
  await expect(watch).toHaveCount(0);
  for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowLeft');
  await expect(story(page)).toContainText('At first all four have learnt the same');
});

test('a design of one’s own is explained too, and the fold is remembered', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await expect(story(page)).toContainText('the query strategies random and margin pick which samples');
  await expect(story(page)).toContainText('Not certain: one seed only.');
  await story(page).getByRole('button', { name: 'Fold the explanation' }).click();
  await expect(story(page)).not.toContainText('query strategies');
  await expect(story(page)).toContainText('Not certain');
  await page.reload();
  await expect(transport(page)).toContainText('finished');
  await expect(story(page).getByRole('button', { name: 'Explain this run' })).toBeVisible();
  await expect(story(page)).not.toContainText('query strategies');
});

test('a word shows its line of the glossary on hover, on keyboard focus and at a tap', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const word = story(page).getByRole('button', { name: 'query strategies' });
  const meaning = 'Query strategy: rule that chooses the samples to be labelled next.';
  await word.hover();
  await expect(bubble(page)).toHaveText(meaning);
  await page.mouse.move(2, 2);
  await expect(bubble(page)).toHaveCount(0);
  await story(page).getByRole('button', { name: 'Active learning' }).focus();
  await page.keyboard.press('Tab');
  await expect(word).toBeFocused();
  await expect(bubble(page)).toHaveText(meaning);
  await page.keyboard.press('Escape');
  await expect(bubble(page)).toHaveCount(0);
  await word.click();
  await expect(bubble(page)).toHaveText(meaning);
});

test('the initial labels, the reference and single seeds are in the words of the field', async ({ page }) => {
  await page.goto(await linkTo({ ...quickSpec, reference: true }));
  await runFinished(page);
  await expect(page.getByRole('group', { name: 'Initial labels' })).toContainText('in total, stratified (2 per class)');
  await expect(figure(page, 'Accuracy against labels')).toContainText('Whole pool (reference): trained on all');
  await expect(figure(page, 'Accuracy against labels')).toContainText('1 seed: too few to compare');
  await expect(page.getByRole('main')).toContainText('decision boundary · – – top-scoring region · ○ next queries');
  const words = await page.locator('body').innerText();
  expect(words).not.toMatch(/\bchance\b|proves nothing|, said |Fully supervised|asked/i);
});

test('a figure’s title shows its line of the glossary', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await figure(page, 'Labels per class').getByRole('button', { name: 'Labels per class', exact: true }).hover();
  await expect(bubble(page)).toHaveText('Labelled set: samples whose labels the learner may use.');
});

test('the words of the planes’ legend and of the accuracy’s caption show their lines, at a tap too', async ({
  page,
}) => {
  await page.goto(await linkTo({ ...quickSpec, seeds: [1, 2] }));
  await runFinished(page);
  const watch = page.getByRole('region', { name: 'Watch' });
  for (const [word, meaning] of [
    ['next queries', /^Query: the samples that a strategy chooses/],
    ['labelled', /^Labelled set: samples whose labels/],
    ['decision boundary', /^Decision boundary: where the learner/],
    ['seeds', /^Seed: number that decides/],
    ['gradient steps', /^Gradient step: one update/],
  ] as const) {
    await watch.getByRole('button', { name: word, exact: true }).first().click();
    await expect(bubble(page)).toHaveText(meaning);
    await page.keyboard.press('Escape');
    await expect(bubble(page)).toHaveCount(0);
  }
});

test('a learner that has learnt nothing is said to be near guessing', async ({ page }) => {
  const training = { epochs: 1, batch: 64, learningRate: 1e-7, patience: 0 };
  await page.goto(await linkTo({ ...quickSpec, training }));
  await runFinished(page);
  await expect(figure(page, 'Accuracy against labels').getByRole('note')).toContainText(/^Near guessing: /);
});

test('the accuracy’s y axis is the error rate on a logarithmic scale, or what is typed in', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  await accuracy.getByRole('combobox', { name: 'Range of the y axis' }).selectOption('error rate, logarithmic');
  await expect(accuracy).toContainText('one minus test accuracy, %');
  const value = await accuracy.getByRole('slider').getAttribute('aria-valuetext');
  await accuracy.getByRole('combobox', { name: 'Range of the y axis' }).selectOption('from … to …');
  const rate = await accuracy.getByRole('slider').getAttribute('aria-valuetext');
  const [error, share] = [value, rate].map((text) => Number(/random (\d+\.\d)/i.exec(text!)![1]));
  expect(error! + share!).toBeCloseTo(100, 6);
  await accuracy.getByRole('spinbutton', { name: 'Least value of the y axis' }).fill('40');
  await page.keyboard.press('Enter');
  const ticks = accuracy.locator('text.tick');
  await expect(ticks.filter({ hasText: /^40$/ })).toHaveCount(1);
  await expect(ticks.filter({ hasText: /^100$/ })).toHaveCount(1);
  await accuracy.getByRole('spinbutton', { name: 'Least value of the y axis' }).fill('100');
  await page.keyboard.press('Enter');
  await expect(accuracy).toContainText('The first must be less than the second.');
});

test('imported pictures begin with gradient steps enough to learn', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await dropFiles(page, [imageZip(['ash', 'birch'], 40)]);
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('spinbutton', { name: 'Gradient steps' })).toHaveValue('400');
});
