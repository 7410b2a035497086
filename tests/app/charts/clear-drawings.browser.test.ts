/** What the figures of the page must not do: cover their tables, cover one another's bands, leave axes without names, collide. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/styles/tokens.css';
import '../../../src/app/styles/base.css';
import '../../../src/app/styles/widgets.css';
import { focus } from '../../../src/app/state/focus.svelte.ts';
import type { LogEvent, PlaneMapped } from '../../../src/protocol/events.ts';
import { datasetInfoOf } from '../../support/dataset-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';
import Stage from '../../support/ResultsHost.svelte';

const dataset = datasetInfoOf({
  ...{ id: 'd', name: 'Two moons', kind: 'plane', classes: ['up', 'down'], scale: { mean: [0, 0], std: [1, 1] } },
  ...{ count: 200, testCount: 100, labelledCount: 200, chunkSize: 200, bytes: 1600 },
});
const samples = async (indices: number[]) => ({
  values: Float32Array.from(indices.flatMap((index) => [index % 10, Math.floor(index / 10)])),
  labels: Int32Array.from(indices, (index) => index % 2),
});
const map = ({ seed, cycle, arm }: { seed: number; cycle: number; arm: number }): PlaneMapped => ({
  ...{ type: 'mapped', seed, cycle, arm, columns: 6, rows: 4, extent: [-1, 10, -1, 10] },
  ...{ predicted: btoa('\0'.repeat(24)), confidence: btoa('\xc8'.repeat(24)) },
});

let stage: ReturnType<typeof mount> & { grow(log: LogEvent[]): void };
function show(story: LogOptions = {}): LogEvent[] {
  const log = buildLog(story).flatMap((event): LogEvent[] =>
    event.type === 'measured' ? [event, map(event)] : [event],
  );
  stage = mount(Stage, { target: document.body, props: { start: log, dataset, samples } }) as typeof stage;
  flushSync();
  return log;
}
const figure = (name: string) => page.getByRole('figure', { name, exact: true });
const marksOf = (name: string, selector: string) => [...figure(name).element().querySelectorAll<SVGElement>(selector)];

beforeEach(async () => {
  focus.reset();
  await page.viewport(1440, 900);
});
afterEach(() => unmount(stage));

test('a plane’s surface is hidden under its table', async () => {
  const log = show();
  const canvases = () => [...figure('Plane: margin').element().querySelectorAll('canvas')];
  await expect.element(figure('Plane: margin')).toBeInTheDocument();
  await expect.poll(() => canvases().some((canvas) => canvas.style.visibility !== '')).toBe(true);
  stage.grow([...log]);
  await figure('Plane: margin').getByRole('button', { name: 'Figure menu' }).click();
  await page.getByRole('menuitem', { name: 'Show as table' }).click();
  await expect.element(figure('Plane: margin').getByRole('table')).toBeVisible();
  expect(canvases().map((canvas) => getComputedStyle(canvas).visibility)).toEqual(['hidden', 'hidden', 'hidden']);
});

test('several arms have whiskers; a band has only the one that is pointed at', async () => {
  show({ seeds: [1, 2], accuracy: (arm, cycle, seed) => 0.5 + 0.1 * arm + 0.05 * cycle + 0.02 * seed });
  const name = 'Accuracy against labels';
  await expect.poll(() => marksOf(name, '.whisker').length).toBe(2);
  // a whisker for each of the three cycles
  for (const whisker of marksOf(name, '.whisker')) expect(whisker.getAttribute('d')!.match(/M/g)).toHaveLength(3);
  expect(marksOf(name, '.band')).toHaveLength(0);
  focus.hoveredArm = 1;
  flushSync();
  expect(marksOf(name, '.band').map((band) => band.getAttribute('fill'))).toEqual(['var(--arm-2)']);
});

test('a single arm has its band all the time', async () => {
  show({ seeds: [1, 2], arms: ['random'], accuracy: (_arm, cycle, seed) => 0.5 + 0.05 * cycle + 0.02 * seed });
  await expect.poll(() => marksOf('Accuracy against labels', '.band').length).toBe(1);
});

test('each axis has its name and its unit', async () => {
  show();
  const texts = (name: string) => marksOf(name, 'text').map((text) => text.textContent?.trim());
  await expect.poll(() => texts('Accuracy against labels')).toContain('test accuracy, %');
  expect(texts('Accuracy against labels')).toContain('labels');
  await expect.poll(() => texts('Predictive entropy of the queries')).toContain('mean entropy, nats');
  await expect.poll(() => texts('Class balance')).toContain('normalised entropy, 0–1');
});

test('names at the ends of lines touch neither one another nor the axis, and lines lead to those that were moved', async () => {
  show({ arms: ['random', 'margin', 'entropy', 'core-set'], accuracy: () => 0 });
  const name = 'Accuracy against labels';
  await expect.poll(() => marksOf(name, 'text.name').length).toBe(4);
  const boxes = marksOf(name, 'text.name')
    .map((text) => text.getBoundingClientRect())
    .sort((a, b) => a.top - b.top);
  boxes.slice(1).forEach((box, i) => expect(box.top).toBeGreaterThanOrEqual(boxes[i]!.bottom - 3));
  const ticks = marksOf(name, 'text.tick').map((text) => text.getBoundingClientRect());
  for (const box of boxes)
    for (const tick of ticks)
      expect(box.left >= tick.right || box.right <= tick.left || box.bottom <= tick.top + 3 || box.top >= tick.bottom - 3).toBe(true); // prettier-ignore
  expect(marksOf(name, 'path.leader').length).toBeGreaterThanOrEqual(3);
});

test('labels per class are the difference to the pool: nothing where they are as in the pool', async () => {
  // the pool has 60 of one class and 40 of the other; the initial set one of each
  show({ steps: 1 });
  await expect.poll(() => marksOf('Labels per class', 'rect[fill]').length).toBe(2);
  const [more, less] = marksOf('Labels per class', 'rect[fill]').map((bar) => bar.textContent?.trim());
  expect(more).toMatch(/1 of 2, −10 points to the pool/);
  expect(less).toMatch(/1 of 2, \+10 points to the pool/);
});
