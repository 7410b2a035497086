/** Readings and sample grid of an asset's training, stored as further arrays of the asset. */
import { sampleSize } from '../protocol/dataset.ts';
import type { SampleGrid, TrainingTrace } from '../protocol/asset-progress.ts';
import { Problem } from '../protocol/problem.ts';
import { readArray, type AssetArray } from './assets.ts';
import type { Database } from './database.ts';

const ARRAY_NAMES = { readings: 'readings', values: 'sheet', layout: 'sheet layout' } as const;
const KINDS: readonly SampleGrid['of'][] = ['samples', 'pairs'];

export function traceToArrays({ readings, sheet }: TrainingTrace): Record<string, AssetArray> {
  return {
    [ARRAY_NAMES.readings]: readings,
    ...(sheet && {
      [ARRAY_NAMES.values]: sheet.values,
      [ARRAY_NAMES.layout]: Int32Array.of(sheet.step, KINDS.indexOf(sheet.of), ...sheet.shape),
    }),
  };
}

/** The trace among an asset's arrays; empty for assets of versions without traces. */
export function traceFromArrays(arrays: Readonly<Record<string, AssetArray>>): TrainingTrace {
  const { [ARRAY_NAMES.readings]: readings, [ARRAY_NAMES.values]: values, [ARRAY_NAMES.layout]: layout } = arrays;
  const [step = 0, kind = 0, ...shape] = layout ?? [];
  const of = KINDS[kind];
  const valid = (values?.length ?? 0) > 0 && values!.length % sampleSize(shape) === 0;
  return {
    readings: readings instanceof Float32Array ? readings : new Float32Array(0),
    ...(of &&
      layout &&
      valid &&
      (values instanceof Uint8Array || values instanceof Float32Array) && { sheet: { step, of, shape, values } }),
  };
}

/** The trace of a stored asset, read without its other arrays. */
export async function readTrace(db: Database, id: string): Promise<TrainingTrace> {
  const found = await Promise.all(
    Object.values(ARRAY_NAMES).map(async (name) => {
      try {
        return [[name, await readArray(db, id, name)]] as const;
      } catch (error) {
        if (error instanceof Problem && error.code === 'missing') return [];
        throw error;
      }
    }),
  );
  return traceFromArrays(Object.fromEntries(found.flat()));
}
