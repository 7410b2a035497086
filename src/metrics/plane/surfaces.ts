/** Layers of the decision map that a run can show. */
import type { Surface } from '../../protocol/decision-map.ts';
import type { StepTable } from '../step-table.ts';

/** Surfaces that at least one arm of the run has. */
export function availableSurfaces(table: StepTable): Surface[] {
  const has = (key: 'critic' | 'mixtures') =>
    [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.mapped?.[key])));
  return ['regions', 'acquisition', ...(has('critic') ? ['critic' as const] : []), ...(has('mixtures') ? ['likelihood' as const] : [])]; // prettier-ignore
}
