/** The choice of a measure drives every figure; the cells of the confusion matrix open their samples. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/styles/tokens.css';
import '../../../src/app/styles/base.css';
import { focus } from '../../../src/app/state/focus.svelte.ts';
import { measures } from '../../../src/measuring/index.ts';
import type { LogEvent } from '../../../src/protocol/events.ts';
import { datasetInfoOf } from '../../support/dataset-info.ts';
import { buildLog } from '../../support/build-log.ts';
import Stage from '../../support/ResultsHost.svelte';

const dataset = datasetInfoOf({
  ...{ id: 'd', name: 'Groups', kind: 'table', classes: ['up', 'down'], scale: { mean: [0, 0], std: [1, 1] } },
  ...{ count: 200, testCount: 100, labelledCount: 200, chunkSize: 200, bytes: 1600 },
});
const samples = async (indices: number[]) => ({
  values: Float32Array.from(indices.flatMap((index) => [index, index])),
  labels: Int32Array.from(indices, (index) => index % 2),
});

/** Margin is better in accuracy, random in log-loss. */
const log = buildLog({ accuracy: (arm) => 0.6 + arm / 10 }).map((event): LogEvent => {
  if (event.type !== 'measured') return event;
  const values = { ...event.values, 'log-loss': 0.25 + event.arm / 2 };
  return { ...event, values, confusion: [97, 3, -2] };
});
const replays = {
  active: false,
  replayStep: vi.fn(async (key: object) => ({
    trained: { ...key } as never,
    measured: { ...key } as never,
    test: {
      indices: Int32Array.of(110, 120, 130),
      labels: Int32Array.of(0, 0, 0),
      predicted: Int32Array.of(1, 0, 1),
    },
  })),
};

let stage: ReturnType<typeof mount>;
function show(start = log): void {
  const infos = measures.map(({ about }) => about);
  stage = mount(Stage, { target: document.body, props: { start, dataset, samples, measures: infos, replays } });
  flushSync();
}
const figure = (name: string | RegExp) => page.getByRole('figure', { name });

beforeEach(async () => {
  focus.reset();
  focus.measure = 'accuracy';
  replays.active = false;
  replays.replayStep.mockClear();
  await page.viewport(1440, 900);
});
afterEach(() => unmount(stage));

test('another measure is shown in curves, sentences and summary, with its unit and direction', async () => {
  show();
  await expect.element(figure('Accuracy against labels')).toHaveTextContent(/Margin leads random by 10\.0 points/);
  const choice = page.getByRole('combobox', { name: 'Measure', exact: true });
  expect(
    choice
      .getByRole('option')
      .elements()
      .map((one) => one.textContent),
  ).toEqual(['Accuracy', 'Log-loss']);
  await choice.selectOptions('Log-loss');
  const curves = figure('Log-loss against labels');
  await expect.element(curves).toHaveTextContent(/test set, nats · less is better/);
  await expect
    .element(curves)
    .toHaveTextContent(/Random leads margin by 0\.500 nats of log-loss in the mean over the curve \(less is better\)/);
  await expect.element(figure('Summary')).toHaveTextContent(/Random\s*0\.250/);
});

test('a log of before has no choice of a measure and no confusion matrix', async () => {
  show(buildLog());
  await expect.element(figure('Accuracy against labels')).toBeInTheDocument();
  expect(page.getByRole('combobox', { name: 'Measure', exact: true }).elements()).toHaveLength(0);
  expect(figure('Confusion matrix').elements()).toHaveLength(0);
});

test('a cell of the confusion matrix opens its samples, found by training the step again, by keyboard too', async () => {
  show();
  const matrix = figure('Confusion matrix');
  await expect.element(matrix.getByRole('button', { name: /^97 of class up predicted as up/ })).toBeInTheDocument();
  const cell = matrix.getByRole('button', { name: /^3 of class up predicted as down/ });
  await cell.click();
  await vi.waitFor(() => expect(focus.inspected).toEqual({ kind: 'samples', indices: [110, 130] }));
  expect(replays.replayStep).toHaveBeenCalledOnce();
  expect(replays.replayStep.mock.calls[0]![0]).toMatchObject({ seed: 1, cycle: 2, arm: 0 });
  focus.inspected = undefined;
  (cell.element() as SVGElement).focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(focus.inspected).toEqual({ kind: 'samples', indices: [110, 130] }));
  // the step is not trained a third time
  expect(replays.replayStep).toHaveBeenCalledOnce();
});

test('a run that is going must be paused first', async () => {
  replays.active = true;
  show();
  const matrix = figure('Confusion matrix');
  await matrix.getByRole('button', { name: /^3 of class up predicted as down/ }).click();
  await expect.element(matrix.getByRole('status')).toHaveTextContent(/Pause the run/);
  expect(focus.inspected).toBeUndefined();
});
