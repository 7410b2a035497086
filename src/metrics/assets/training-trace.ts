/** Readings of an asset's training: lines to draw, their target values, the remaining time. */
import type { AssetInfo } from '../../protocol/assets.ts';
import { readingNames, type AssetProgress, type ReadingName, type TrainingTrace } from '../../protocol/asset-progress.ts';
import type { Cell } from '../csv.ts';

export interface TraceLine {
  name: string;
  points: { step: number; value: number }[];
}

/** Lines that share an axis. */
export interface TracePanel {
  title: string;
  /** Explanation in a few words. */
  about: string;
  lines: TraceLine[];
  /** Value that the lines should approach. */
  target?: number;
}

const panels: { title: string; about: string; lines: [ReadingName, string][]; target?: number }[] = [
  {
    title: 'Wasserstein estimate',
    about: 'the critic’s mean score of real samples minus that of generated ones',
    lines: [['wasserstein', 'real − generated']],
    target: 0,
  },
  {
    title: 'Slope of the critic',
    about: 'the mean norm of its gradient between real and generated samples; the gradient penalty pulls it to 1',
    lines: [['slope', 'slope']],
    target: 1,
  },
  {
    title: 'Losses',
    about: 'of critic and generator',
    lines: [
      ['criticLoss', 'critic'],
      ['generatorLoss', 'generator'],
    ],
  },
  {
    title: 'Consistency',
    about: 'how far two passes of the critic differ by dropout',
    lines: [['consistency', 'difference']],
    target: 0,
  },
  {
    title: 'Mean squared error',
    about: 'between samples and their reconstructions',
    lines: [['loss', 'error']],
    target: 0,
  },
];

/** The panels with data, in reading order; lines without a number are left out. */
export function tracePanels(kind: AssetInfo['recipe']['kind'], readings: TrainingTrace['readings']): TracePanel[] {
  return panels.flatMap(({ lines, ...panel }) => {
    const present = lines
      .map(([name, words]) => ({ name: words, points: pointsOf(kind, readings, name) }))
      .filter(({ points }) => points.length > 0);
    return present.length > 0 ? [{ ...panel, lines: present }] : [];
  });
}

function pointsOf(kind: AssetInfo['recipe']['kind'], readings: Float32Array, name: ReadingName): TraceLine['points'] {
  const names: readonly ReadingName[] = readingNames[kind];
  const column = 1 + names.indexOf(name);
  const points: TraceLine['points'] = [];
  for (let row = 0; column > 0 && row + names.length < readings.length; row += 1 + names.length) {
    const value = readings[row + column]!;
    if (Number.isFinite(value)) points.push({ step: readings[row]!, value });
  }
  return points;
}

/**
 * Axis range of these lines, without the farthest hundredth of the values at either end: the first steps of a GAN can be
 * far off.
 */
export function traceRange({ lines, target }: TracePanel): [number, number] {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value)).sort((a, b) => a - b);
  const spare = Math.floor(values.length / 100);
  const [least, greatest] = [values[spare] ?? 0, values[values.length - 1 - spare] ?? 0];
  const [low, high] = target === undefined ? [least, greatest] : [Math.min(least, target), Math.max(greatest, target)];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** A row per step with every reading. */
export function traceTable(panels: readonly TracePanel[]): { columns: string[]; rows: Cell[][] } {
  const all = panels.flatMap(({ title, lines }) =>
    lines.map(({ name, points }) => ({ name: lines.length > 1 ? `${title}: ${name}` : title, points })),
  );
  const steps = [...new Set(all.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b);
  const values = all.map(({ points }) => new Map(points.map(({ step, value }) => [step, value])));
  return {
    columns: ['step', ...all.map(({ name }) => name)],
    rows: steps.map((step) => [step, ...values.map((byStep) => byStep.get(step) ?? null)]),
  };
}

/** Remaining seconds, estimated from the steps so far; undefined before the first one and after the last one. */
export function assetSecondsLeft({ asset: { done, total }, sinceResume }: AssetProgress): number | undefined {
  const steps = done - sinceResume.from;
  return steps > 0 && done < total ? (sinceResume.seconds / steps) * (total - done) : undefined;
}
