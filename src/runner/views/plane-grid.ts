/** The grid of a decision map: predicted class, confidence and acquisition score at every place of the plane. */
import { toBase64 } from '../../protocol/base64.ts';
import type { PlaneMapped, MappedValues } from '../../protocol/events.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { SampleReader } from '../../storage/sample-reader.ts';
import type { PredictionView } from '../../strategies/contracts/prediction.ts';
import { mostProbable } from '../../strategies/support/uncertainty.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';

const COLUMNS = 72;
const ROWS = 48;
/** Of the data's range, left free on each side. */
const MARGIN_SHARE = 0.08;
const BLOCK_SAMPLES = 16_384;

export type PlaneExtent = PlaneMapped['extent'];

/** Left, right, bottom and top of all samples, with a margin. */
export async function planeExtent(
  samples: SampleReader,
  info: DatasetInfo,
  checkpoint: () => Promise<void>,
): Promise<PlaneExtent> {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let from = 0; from < info.count; from += BLOCK_SAMPLES) {
    const length = Math.min(BLOCK_SAMPLES, info.count - from);
    const values = await samples.read(Int32Array.from({ length }, (_, i) => from + i));
    for (let i = 0; i < values.length; i++) {
      low[i & 1] = Math.min(low[i & 1]!, values[i]!);
      high[i & 1] = Math.max(high[i & 1]!, values[i]!);
    }
    await checkpoint();
  }
  const side = (axis: number): [number, number] => {
    const range = high[axis]! - low[axis]!;
    const margin = range > 0 ? range * MARGIN_SHARE : 1;
    return [low[axis]! - margin, high[axis]! + margin];
  };
  return [...side(0), ...side(1)];
}

/** The centres of the map's cells as samples, row-major from the top-left one. */
export function planeGrid(samples: SampleReader, [left, right, bottom, top]: PlaneExtent): SampleSet {
  const count = COLUMNS * ROWS;
  return {
    count,
    labels: new Int32Array(count).fill(-1),
    read(positions) {
      const points = new Float32Array(positions.length * 2);
      for (let i = 0; i < positions.length; i++) {
        const column = positions[i]! % COLUMNS;
        const row = Math.floor(positions[i]! / COLUMNS);
        points[2 * i] = left + ((column + 0.5) / COLUMNS) * (right - left);
        points[2 * i + 1] = top - ((row + 0.5) / ROWS) * (top - bottom);
      }
      return Promise.resolve(samples.normalise(points));
    },
  };
}

/** Further values of the cells. */
interface MapExtras extends Pick<PlaneMapped, 'critic' | 'mixtures'> {
  /** The strategy's acquisition score of each cell. */
  acquisition?: Float32Array;
}

export function mapEvent(
  extent: PlaneExtent,
  cells: PredictionView<{ probabilities: true }>,
  { acquisition, ...extras }: MapExtras = {},
): Omit<PlaneMapped, 'seed' | 'cycle' | 'arm'> {
  const predicted = new Uint8Array(COLUMNS * ROWS);
  const confidence = new Uint8Array(COLUMNS * ROWS);
  for (let cell = 0; cell < predicted.length; cell++) {
    const { label, p } = mostProbable(cells.probabilities, cells.classes, cell);
    predicted[cell] = label;
    confidence[cell] = Math.round(p * 255);
  }
  return {
    type: 'mapped',
    columns: COLUMNS,
    rows: ROWS,
    extent,
    predicted: toBase64(predicted),
    confidence: toBase64(confidence),
    ...(acquisition && { acquisition: toBase64(quantise(acquisition)) }),
    ...extras,
  };
}

/** Values for the map with their range; undefined where a diverged learner gives values that are not finite. */
export function quantisedValues(values: Float32Array): MappedValues | undefined {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return Number.isFinite(least) && Number.isFinite(greatest)
    ? { values: toBase64(quantise(values)), least, greatest }
    : undefined;
}

/** 0–255 from the least to the greatest; all 0 where they are equal. */
function quantise(values: Float32Array): Uint8Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high && value < Infinity) high = value;
  }
  const factor = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from(values, (value) => Math.round(Math.min(255, (value - low) * factor)));
}
