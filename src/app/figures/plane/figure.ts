/** An arm's plane: decision regions, labelled set and queries at the shown cycle. */
import { decodePlaneMap } from '../../../projection/plane/decision-regions.ts';
import { heatmapOf } from '../../../projection/plane/heatmap.ts';
import type { Figure } from '../figure.ts';
import { labelledPoints, labelledSet, pathsOf, queryPoints, shownStep } from '../../../metrics/plane/plane-points.ts';
import { planeTable } from '../../../metrics/plane/plane-table.ts';
import View from './View.svelte';

export const plane: Figure = {
  id: 'plane',
  title: 'Plane',
  currentTitle: ({ table, arm }) => `Plane: ${table.arms[arm] ?? ''}`,
  about:
    'Each point of the plane in the colour of the class that the learner predicts there, stronger where it is more certain, with the decision boundary. Small dots are the pool, outlined ones the labelled set, rings the queries. The number is the accuracy on the test set.',
  slot: 'arms',
  pace: 'live',
  applies: ({ kind }) => kind === 'plane' || kind === undefined,
  table: (context) => {
    const { table, cache, surface } = context;
    const { cycle, step, queryStep } = shownStep(context);
    return planeTable({
      groups: [
        [step?.queried ? 'next query' : 'last query', queryPoints(cache, queryStep)],
        ['labelled', labelledPoints(cache, labelledSet(context, cycle))],
      ],
      classes: table.classes,
      extent: step?.mapped?.extent,
      heatmap: step?.mapped && heatmapOf(decodePlaneMap(step.mapped), surface),
      mixtures: surface === 'likelihood' ? step?.mapped?.mixtures : undefined,
      paths: pathsOf(queryStep),
    });
  },
  View,
};
