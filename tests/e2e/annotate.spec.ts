/** A person labels synthesized samples with keys and strips with a marker; undo works, and a closed tab loses no answer. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { SpecInput } from '../../src/protocol/spec.ts';
import { resumeButton, exportedFile, runFinished, linkTo, quickSpec, transport } from './page-driver.ts';

const arm = (strategy: string, more = {}): SpecInput['arms'][number] => ({
  strategy,
  parameters: { ganSteps: 10, answers: 'person', ...more },
});
const spec = (one: SpecInput['arms'][number]): SpecInput => ({
  ...quickSpec,
  name: 'Answers',
  query: { size: 3, cycles: 1 },
  model: { name: 'linear' },
  arms: [one],
});
const panel = (page: Page, name: string) => page.getByRole('region', { name });

interface Event {
  type: string;
  synthetic?: { by?: { kind: string }; labels?: number[] };
}
const told = async (page: Page) =>
  (await exportedFile(page, 'Log'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
    .find((event) => event.type === 'labelled')!.synthetic!;

test('synthesized samples are labelled with keys, and the last answer is undone', async ({ page }) => {
  await page.goto(await linkTo(spec(arm('gaal', { latentSteps: 5 }))));
  const question = panel(page, 'What is this?');
  await expect(question).toContainText('question 1 of 3');
  await expect(transport(page)).toContainText('waiting for your answers');
  await expect(question.getByRole('button', { name: 'Can’t tell' })).toBeVisible();
  expect((await new AxeBuilder({ page }).include('section[aria-labelledby]').analyze()).violations).toEqual([]);
  await page.keyboard.press('1');
  await expect(question).toContainText('question 2 of 3');
  await page.keyboard.press('Backspace');
  await expect(question).toContainText('question 1 of 3');
  await page.keyboard.press('2');
  await page.keyboard.press('?');
  await question.getByRole('button', { name: 'upper moon' }).click();
  await expect(panel(page, 'All answered')).toBeVisible();
  await page.keyboard.press('Enter');
  await runFinished(page);
  expect(await told(page)).toEqual({ by: { kind: 'person' }, labels: [1, -1, 0] });
  await expect(page.getByRole('figure', { name: 'Synthesized queries' })).toContainText('answered by a person');
});

test('a strip is labelled with its marker, and a reload keeps the answers', async ({ page }) => {
  await page.goto(await linkTo(spec(arm('adba', { encoderSteps: 10 }))));
  const strip = panel(page, 'Where does the class change?');
  await expect(strip).toContainText('question 1 of 3');
  const marker = strip.getByRole('slider', { name: 'Where the class changes' });
  await expect(marker).toHaveValue('6');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(marker).toHaveValue('4');
  await page.keyboard.press('Enter');
  await expect(strip).toContainText('question 2 of 3');
  await page.reload();
  await resumeButton(page).click();
  await expect(strip).toContainText('question 2 of 3');
  // to the left end of the strip: all of it has the other class
  const box = (await marker.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(marker).toHaveValue('0');
  await strip.getByRole('button', { name: 'It changes here' }).click();
  await strip.getByRole('button', { name: 'Swap sides' }).click();
  await page.keyboard.press('Enter');
  await panel(page, 'All answered').getByRole('button', { name: 'Submit answers' }).click();
  await runFinished(page);
  const { labels } = await told(page);
  const strips = [0, 11, 22].map((from) => labels!.slice(from, from + 11).join(''));
  expect(strips).toEqual(['00001111111', '11111111111', '11111100000']);
});
