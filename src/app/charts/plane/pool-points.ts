/** Points of the pool to draw under a plane: all of a small data set, evenly spaced ones of a large one. */
import type { DatasetInfo } from '../../../protocol/dataset.ts';
import type { PlanePoints } from '../../../projection/plane/plane-scales.ts';
import type { FetchSamples } from '../../state/sample-cache.svelte.ts';

const MAX_POINTS = 2000;

/**
 * Loads the points for an effect; calls `onPoints` unless the effect has ended meanwhile.
 * @returns the effect's cleanup
 */
export function watchPoolPoints(
  dataset: DatasetInfo | undefined,
  fetch: FetchSamples,
  onPoints: (points: PlanePoints | undefined) => void,
): (() => void) | undefined {
  onPoints(undefined);
  if (dataset?.kind !== 'plane') return undefined;
  let current = true;
  void loadPoolPoints(dataset, fetch).then((points) => current && onPoints(points));
  return () => (current = false);
}

/** @returns undefined where the data cannot be read; the planes then show the log only */
export async function loadPoolPoints(dataset: DatasetInfo, fetch: FetchSamples): Promise<PlanePoints | undefined> {
  const count = dataset.count - dataset.testCount;
  const shown = Math.min(MAX_POINTS, count);
  const indices = Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown));
  try {
    const { values, labels } = await fetch(indices);
    return {
      indices,
      xs: Array.from(indices, (_, i) => values[2 * i] ?? 0),
      ys: Array.from(indices, (_, i) => values[2 * i + 1] ?? 0),
      labels,
    };
  } catch {
    return undefined;
  }
}
