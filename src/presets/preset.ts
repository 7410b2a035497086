/** Contract of a preset. */
import type { Surface } from '../protocol/decision-map.ts';
import type { SpecInput } from '../protocol/spec.ts';

export interface Preset {
  id: string;
  name: string;
  /** One sentence on what the preset shows. */
  about: string;
  /** The initial view of the planes; regions if absent. */
  planeLayer?: Surface;
  spec: SpecInput;
}

/** The labels that a run begins with, and those that each cycle adds. */
export const labels = (counts: {
  initial: number;
  by: 'class' | 'random';
  perCycle: number;
  cycles: number;
}): Pick<SpecInput, 'initial' | 'query'> => ({
  initial: { size: counts.initial, by: counts.by },
  query: { size: counts.perCycle, cycles: counts.cycles },
});
