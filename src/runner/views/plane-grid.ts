/** The map of a plane: what the learner predicts at every place, how sure it is, and where the strategy would ask. */
import { toBase64 } from '../../protocol/base64.ts';
import type { Mapped, MappedValues } from '../../protocol/events.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { Samples } from '../../storage/sample-reader.ts';
import type { View } from '../../strategies/contracts/strategy.ts';
import { mostProbable } from '../../strategies/support/uncertainty.ts';
import type { SampleSet } from '../../trainer/training-method.ts';

const COLUMNS = 72;
const ROWS = 48;
/** Of the data's range, left free on each side. */
const MARGIN = 0.08;
const BLOCK = 16_384;

export type Extent = Mapped['extent'];

/** Left, right, bottom and top of all samples, with a margin. */
export async function extentOf(samples: Samples, info: DatasetInfo, gate: () => Promise<void>): Promise<Extent> {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let from = 0; from < info.count; from += BLOCK) {
    const length = Math.min(BLOCK, info.count - from);
    const values = await samples.read(Int32Array.from({ length }, (_, i) => from + i));
    for (let i = 0; i < values.length; i++) {
      low[i & 1] = Math.min(low[i & 1]!, values[i]!);
      high[i & 1] = Math.max(high[i & 1]!, values[i]!);
    }
    await gate();
  }
  const side = (axis: number): [number, number] => {
    const range = high[axis]! - low[axis]!;
    const free = range > 0 ? range * MARGIN : 1;
    return [low[axis]! - free, high[axis]! + free];
  };
  return [...side(0), ...side(1)];
}

/** The centres of the map's cells as samples, row-major from the top-left one. */
export function gridSet(samples: Samples, [left, right, bottom, top]: Extent): SampleSet {
  const count = COLUMNS * ROWS;
  return {
    count,
    labels: new Int32Array(count).fill(-1),
    read(positions) {
      const places = new Float32Array(positions.length * 2);
      for (let i = 0; i < positions.length; i++) {
        const column = positions[i]! % COLUMNS;
        const row = Math.floor(positions[i]! / COLUMNS);
        places[2 * i] = left + ((column + 0.5) / COLUMNS) * (right - left);
        places[2 * i + 1] = top - ((row + 0.5) / ROWS) * (top - bottom);
      }
      return Promise.resolve(samples.normalise(places));
    },
  };
}

/**
 * @param worth the strategy's wish to ask in each cell, where it has one
 * @param more what else is said of the cells
 */
export function mapOf(
  extent: Extent,
  cells: View,
  worth: Float32Array | undefined,
  more: Pick<Mapped, 'critic' | 'mixtures'> = {},
): Omit<Mapped, 'seed' | 'cycle' | 'arm'> {
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
    ...(worth && { acquisition: toBase64(asBytes(worth)) }),
    ...more,
  };
}

/** Values for the map with their range; undefined where a learner that has gone astray has none. */
export function mappedValues(values: Float32Array): MappedValues | undefined {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return Number.isFinite(least) && Number.isFinite(greatest)
    ? { values: toBase64(asBytes(values)), least, greatest }
    : undefined;
}

/** 0–255 from the least to the greatest; all 0 where they are equal. */
function asBytes(values: Float32Array): Uint8Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high && value < Infinity) high = value;
  }
  const factor = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from(values, (value) => Math.round(Math.min(255, (value - low) * factor)));
}
