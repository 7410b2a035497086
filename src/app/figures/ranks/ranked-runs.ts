/** The ranks over the run on show and the runs drawn beside it. */
import { rankRuns, type RankedRuns } from '../../../metrics/ranks/ranked-runs.ts';
import type { FigureContext } from '../figure.ts';

/** Undefined until there are runs with arms in common. */
export const rankedRuns = ({ table, provenance, overlay, measure }: FigureContext): RankedRuns | undefined =>
  overlay?.runs.length
    ? rankRuns([{ name: provenance?.run ?? 'this run', table }, ...overlay.runs], measure)
    : undefined;
