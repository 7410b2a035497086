/** Progress of an asset: the panels of its training, their ranges, and the remaining time. */
import { describe, expect, it } from 'vitest';
import { tracePanels, traceRange, traceTable, assetSecondsLeft } from '../../src/metrics/assets/training-trace.ts';
import type { AssetInfo } from '../../src/protocol/assets.ts';

/** Step, critic's loss, generator's loss, Wasserstein, slope, consistency. */
const wgan = Float32Array.of(5, -3, 1, 4, 0.5, NaN, 10, -2, 2, 3, 0.75, NaN);
const dcgan = Float32Array.of(5, 0.5, 0.25, NaN, NaN, NaN);
const coder = Float32Array.of(5, 0.5, 10, 0.25);

describe('the panels', () => {
  it('of a Wasserstein GAN show its estimate, the slope with its target 1, and both losses', () => {
    const panels = tracePanels('generator', wgan);
    expect(panels.map(({ title }) => title)).toEqual(['Wasserstein estimate', 'Slope of the critic', 'Losses']);
    expect(panels[0]!.lines[0]!.points).toEqual([
      { step: 5, value: 4 },
      { step: 10, value: 3 },
    ]);
    expect(panels[1]).toMatchObject({ target: 1, lines: [{ points: [{ value: 0.5 }, { value: 0.75 }] }] });
    expect(panels[2]!.lines.map(({ name, points }) => [name, points.at(-1)!.value])).toEqual([
      ['critic', -2],
      ['generator', 2],
    ]);
  });

  it('of a DCGAN, whose scores are logits, show no estimate and no slope', () => {
    expect(tracePanels('generator', dcgan).map(({ title }) => title)).toEqual(['Losses']);
  });

  it('of an auto-encoder show its error; features have none', () => {
    expect(tracePanels('auto-encoder', coder)).toMatchObject([
      { title: 'Mean squared error', lines: [{ points: [{ value: 0.5 }, { value: 0.25 }] }] },
    ]);
    expect(tracePanels('features', new Float32Array(0))).toEqual([]);
    expect(tracePanels('generator', new Float32Array(0))).toEqual([]);
  });

  it('are a table with a row for each step', () => {
    const table = traceTable(tracePanels('generator', wgan));
    expect(table.columns).toEqual([
      ...['step', 'Wasserstein estimate', 'Slope of the critic', 'Losses: critic', 'Losses: generator'],
    ]);
    expect(table.rows).toEqual([
      [5, 4, 0.5, -3, 1],
      [10, 3, 0.75, -2, 2],
    ]);
  });
});

describe('an axis', () => {
  const panel = (values: number[], target?: number) => ({
    ...{ title: '', about: '', lines: [{ name: '', points: values.map((value, step) => ({ step, value })) }] },
    ...(target !== undefined && { target }),
  });

  it('includes the target of the lines', () => {
    expect(traceRange(panel([3, 4], 0))).toEqual([0, 4]);
    expect(traceRange(panel([3, 4], 9))).toEqual([3, 9]);
    expect(traceRange(panel([3, 4]))).toEqual([3, 4]);
  });

  it('ignores a few outliers, and has width 1 for constant values', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i === 0 ? 1e6 : i));
    expect(traceRange(panel(values))).toEqual([3, 198]);
    expect(traceRange(panel([2, 2]))).toEqual([1.5, 2.5]);
  });
});

describe('the remaining time', () => {
  const making = (done: number, from: number, seconds: number) => ({
    ...{ readings: new Float32Array(0), sinceResume: { from, seconds } },
    asset: { done, total: 100 } as AssetInfo,
  });

  it('is estimated from the steps since the asset was resumed, not from earlier sessions', () => {
    expect(assetSecondsLeft(making(60, 50, 5))).toBe(20);
  });

  it('is unknown before the first step and after the last', () => {
    expect(assetSecondsLeft(making(50, 50, 1))).toBeUndefined();
    expect(assetSecondsLeft(making(100, 50, 5))).toBeUndefined();
  });
});
