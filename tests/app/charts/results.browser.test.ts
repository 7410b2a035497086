/** The Results region in a real browser: its figures by name, their tables and files, one selection for all. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
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
/** Sample i stands at (i mod 10, i div 10). */
const samples = async (indices: number[]) => ({
  values: Float32Array.from(indices.flatMap((index) => [index % 10, Math.floor(index / 10)])),
  labels: Int32Array.from(indices, (index) => index % 2),
});

/** A map after every measurement: class 0 on the left, class 1 on the right. */
function withMaps(log: LogEvent[]): LogEvent[] {
  const cells = String.fromCharCode(...Array.from({ length: 24 }, (_, i) => (i % 6 < 3 ? 0 : 1)));
  return log.flatMap((event): LogEvent[] => {
    if (event.type !== 'measured') return [event];
    const { seed, cycle, arm } = event;
    const map: PlaneMapped = {
      ...{ type: 'mapped', seed, cycle, arm, columns: 6, rows: 4, extent: [-1, 10, -1, 10] },
      ...{ predicted: btoa(cells), confidence: btoa(String.fromCharCode(...Array<number>(24).fill(200))) },
    };
    return [event, map];
  });
}

let stage: ReturnType<typeof mount> & { grow(log: LogEvent[]): void };
function show(story: LogOptions = {}): LogEvent[] {
  const log = withMaps(buildLog(story));
  stage = mount(Stage, { target: document.body, props: { start: log, dataset, samples } }) as typeof stage;
  flushSync();
  return log;
}
const figure = (name: string) => page.getByRole('figure', { name, exact: true });
/** Chooses an item of a figure's menu. */
async function choose(name: string, item: string | RegExp): Promise<void> {
  await figure(name).getByRole('button', { name: 'Figure menu' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

beforeEach(async () => {
  focus.reset();
  await page.viewport(1440, 900);
});
afterEach(() => {
  vi.restoreAllMocks();
  return unmount(stage);
});

describe('the figures', () => {
  test('are found by their names', async () => {
    show();
    for (const name of [
      'Accuracy against labels',
      'Predictive entropy of the queries',
      'Labels per class',
      'Class balance',
    ])
      await expect.element(figure(name)).toBeInTheDocument();
    for (const name of ['Queried samples', 'Time', 'Plane: random', 'Plane: margin'])
      await expect.element(figure(name)).toBeInTheDocument();
  });

  test('show as tables of their numbers, and as drawings again', async () => {
    show();
    const accuracy = figure('Accuracy against labels');
    await choose('Accuracy against labels', 'Show as table');
    const table = accuracy.getByRole('table');
    await expect.element(table.getByRole('columnheader', { name: 'test accuracy (%)' })).toBeVisible();
    // Two arms, three cycles, and the head.
    expect(table.getByRole('row').elements()).toHaveLength(7);
    expect(table.getByRole('row').elements()[3]?.textContent).toMatch(/random\s*2\s*6\s*70/);
    await choose('Accuracy against labels', 'Show as drawing');
    await expect.element(table).not.toBeInTheDocument();
  });

  test('leave the page as SVGs without a trace of its style sheets, as PNG and as CSV', async () => {
    show({ spec: { reference: true }, seeds: [1, 2] });
    const saved = catchDownloads();
    for (const name of ['Accuracy against labels', 'Labels per class', 'Time', 'Queried samples', 'Plane: margin']) {
      const count = saved.length;
      await choose(name, /^SVG/);
      await expect.poll(() => saved.length).toBe(count + 1);
      expect(saved.at(-1)!.name).toMatch(/\.svg$/);
      const text = await saved.at(-1)!.blob.text();
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
      expect(parsed.querySelector('parsererror')).toBeNull();
      expect(parsed.querySelector('title')?.textContent).toContain(name);
      expect(text).not.toMatch(/var\(--|light-dark|class="|NaN|undefined/);
    }
    await choose('Accuracy against labels', /^CSV/);
    expect(saved.at(-1)?.name).toBe('two-moons-accuracy-against-labels.csv');
    expect(await saved.at(-1)!.blob.text()).toMatch(/^arm,cycle,labels,test_accuracy_percent,/);
    await choose('Accuracy against labels', /^PNG/);
    await expect.poll(() => saved.at(-1)?.name).toBe('two-moons-accuracy-against-labels.png');
    const picture = await createImageBitmap(saved.at(-1)!.blob);
    const shown = figure('Accuracy against labels').element().getBoundingClientRect();
    expect(Math.abs(picture.width - 2 * shown.width)).toBeLessThanOrEqual(2);
  });

  test('are exported as drawings while they are shown as tables', async () => {
    show();
    const saved = catchDownloads();
    await choose('Labels per class', 'Show as table');
    await choose('Labels per class', /^SVG/);
    await expect.poll(() => saved.length).toBe(1);
    expect(await saved.at(-1)!.blob.text()).toMatch(/<svg x=.*<rect/s);
    await expect.element(figure('Labels per class').getByRole('table')).toBeVisible();
  });

  test('say what they are, and fill the screen until Escape', async () => {
    show();
    await choose('Time', 'What is this?');
    const dialog = page.getByRole('dialog', { name: 'Time' });
    await expect.element(dialog.getByText(/Seconds of each cycle/)).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();

    const filled = vi.spyOn(Element.prototype, 'requestFullscreen').mockResolvedValue();
    await choose('Time', 'Full screen');
    expect(filled.mock.contexts[0]).toBe(figure('Time').element());
  });

  test('have menus for the keyboard', async () => {
    show();
    const trigger = figure('Summary').getByRole('button', { name: 'Figure menu' });
    await expect.element(trigger).toBeVisible();
    (trigger.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('menuitem', { name: 'Show as table' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
    expect(document.activeElement).toBe(trigger.element());
  });

  test('grow with the log', async () => {
    const log = show({ seeds: [1, 2] });
    const marks = () =>
      figure('Accuracy against labels').element().querySelector('.mean')?.getAttribute('d')?.split('L').length ?? 0;
    const whole = marks();
    stage.grow(log.slice(0, 16));
    flushSync();
    const part = marks();
    expect(part).toBeGreaterThan(1);
    expect(part).toBeLessThan(whole);
    stage.grow(log);
    flushSync();
    expect(marks()).toBe(whole);
  });

  test('draw a mean only as far as all its seeds reach, the rest thin, and say so', async () => {
    const log = show({ seeds: [1, 2] });
    const accuracy = figure('Accuracy against labels');
    await expect.element(accuracy.getByText(/mean of 2 seeds/)).toBeVisible();
    const points = (name: string) =>
      [...accuracy.element().querySelectorAll(`.${name}`)].map((path) => path.getAttribute('d')!.split('L').length);
    expect(points('mean')).toEqual([3, 3]);
    expect(points('partial')).toEqual([]);
    await expect.element(accuracy.getByText(/Thin line/)).not.toBeInTheDocument();
    // up to the first measurement of the second seed's second arm
    const isSecond = (event: LogEvent) => event.type === 'measured' && event.seed === 2 && event.arm === 1;
    stage.grow(log.slice(0, log.findIndex(isSecond) + 1));
    await expect.element(accuracy.getByText(/Thin line: the mean of fewer than 2 seeds/)).toBeVisible();
    expect(points('mean')).toEqual([1, 1]);
    expect(points('partial')).toEqual([3, 3]);
  });

  test('say how an arm stands to those who do not see the plane', async () => {
    show({ accuracy: (arm) => 0.9 + arm / 100 });
    await expect
      .element(figure('Plane: margin').getByRole('img'))
      .toHaveAccessibleName('margin: 6 labelled, 91.0 % of the test set right, last queried: #22, #23');
  });
});

describe('one selection', () => {
  test('lights a sample up in every figure, and a click or Enter inspects it until Escape', async () => {
    show({ queried: (arm, cycle) => [40 + cycle, 60 + 10 * arm + cycle] });
    const asked = figure('Queried samples');
    const queries = asked.getByRole('button', { name: /^#41 / });
    await expect.element(queries.first()).toBeVisible();
    expect(queries.elements()).toHaveLength(2);
    await queries.first().hover();
    await expect.poll(() => document.querySelectorAll('svg .lit').length).toBe(2);
    expect(asked.element().querySelectorAll('button.lit')).toHaveLength(2);

    (queries.first().element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    const inspect = page.getByRole('region', { name: 'Inspect' });
    await expect.element(inspect.getByRole('heading', { name: 'Sample #41' })).toBeVisible();
    expect(inspect.getByRole('row').elements()).toHaveLength(3);
    await userEvent.keyboard('{Escape}');
    await expect.element(inspect).not.toBeInTheDocument();
    expect(document.activeElement).toBe(queries.first().element());
  });

  test('inspects a cycle of an arm', async () => {
    show();
    await figure('Queried samples').getByRole('button', { name: 'Margin' }).click();
    const inspect = page.getByRole('region', { name: 'Inspect' });
    await expect.element(inspect.getByRole('heading', { name: 'Cycle 1' })).toBeVisible();
    await expect.element(inspect.getByText('Gradient steps')).toBeVisible();
  });

  test('of a cycle shows the picks of then', async () => {
    show();
    focus.shownCycle = 0;
    await expect.element(figure('Queried samples').getByRole('button', { name: /^#20 / })).toBeVisible();
    await expect
      .element(figure('Plane: margin').getByRole('img'))
      .toHaveAccessibleName(/2 labelled.*queries next: #20, #21/);
  });
});

test('class names with markup in them are shown as text', async () => {
  const name = '<img src=x onerror="window.hit=1">';
  const log = withMaps(buildLog()).map((event) =>
    event.type === 'started' ? { ...event, dataset: { ...event.dataset, classes: [name, 'b'] } } : event,
  );
  stage = mount(Stage, { target: document.body, props: { start: log, dataset, samples } }) as typeof stage;
  await expect.element(figure('Labels per class')).toBeInTheDocument();
  expect(document.querySelector('img')).toBeNull();
  expect(document.body.textContent).toContain(name);
});

test('a run whose data are gone still shows its numbers', async () => {
  const gone = vi.fn(async () => Promise.reject(new Error('gone')));
  stage = mount(Stage, {
    target: document.body,
    props: { start: withMaps(buildLog()), dataset: undefined, samples: gone },
  }) as typeof stage;
  await expect.element(figure('Plane: margin').getByText('70.0')).toBeVisible();
  await expect.element(figure('Queried samples').getByRole('button', { name: /^#22 / })).toBeVisible();
});

test('nothing is wider than a phone', async () => {
  await page.viewport(360, 740);
  show();
  await expect.element(figure('Summary')).toBeInTheDocument();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

/** Files that the page hands to the browser, in place of the downloads. */
function catchDownloads(): { name: string; blob: Blob }[] {
  const saved: { name: string; blob: Blob }[] = [];
  let latest: Blob;
  const address = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    latest = blob as Blob;
    return address(blob);
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: latest });
  });
  return saved;
}
