/** What a preparation showed of itself last, as arrays beside those of its asset. */
import { sampleSize } from '../protocol/dataset.ts';
import type { Sheet, Traces } from '../protocol/asset-progress.ts';
import { Problem } from '../protocol/problem.ts';
import { readArray, type AssetArray } from './assets.ts';
import type { Database } from './database.ts';

const NAMES = { readings: 'readings', values: 'sheet', layout: 'sheet layout' } as const;
const KINDS: readonly Sheet['of'][] = ['samples', 'pairs'];

export function traceArrays({ readings, sheet }: Traces): Record<string, AssetArray> {
  return {
    [NAMES.readings]: readings,
    ...(sheet && {
      [NAMES.values]: sheet.values,
      [NAMES.layout]: Int32Array.of(sheet.step, KINDS.indexOf(sheet.of), ...sheet.shape),
    }),
  };
}

/** What there is of traces among an asset's arrays; an asset of an older version has none. */
export function tracesAmong(arrays: Readonly<Record<string, AssetArray>>): Traces {
  const { [NAMES.readings]: readings, [NAMES.values]: values, [NAMES.layout]: layout } = arrays;
  const [step = 0, kind = 0, ...shape] = layout ?? [];
  const of = KINDS[kind];
  const whole = (values?.length ?? 0) > 0 && values!.length % sampleSize(shape) === 0;
  return {
    readings: readings instanceof Float32Array ? readings : new Float32Array(0),
    ...(of &&
      layout &&
      whole &&
      (values instanceof Uint8Array || values instanceof Float32Array) && { sheet: { step, of, shape, values } }),
  };
}

/** The traces of a stored asset, without the rest of it. */
export async function readTraces(db: Database, id: string): Promise<Traces> {
  const found = await Promise.all(
    Object.values(NAMES).map(async (name) => {
      try {
        return [[name, await readArray(db, id, name)]] as const;
      } catch (error) {
        if (error instanceof Problem && error.code === 'missing') return [];
        throw error;
      }
    }),
  );
  return tracesAmong(Object.fromEntries(found.flat()));
}
