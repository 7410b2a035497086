/** Passes with dropout by which a spec has the test split predicted. */
import type { Spec } from '../protocol/spec.ts';
import type { Rng } from '../random/rng.ts';
import type { DropoutPassOptions } from '../trainer/dropout-passes.ts';

/** Undefined for one pass without dropout. */
export const testPasses = ({ measure }: Pick<Spec, 'measure'>, rng: Rng): DropoutPassOptions | undefined =>
  measure?.passes === undefined ? undefined : { passes: measure.passes, rng };
