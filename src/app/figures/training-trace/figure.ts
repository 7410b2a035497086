/** Losses of an asset's networks against gradient steps. */
import { tracePanels, traceTable } from '../../../metrics/assets/training-trace.ts';
import { readingNames } from '../../../protocol/asset-progress.ts';
import type { AssetFigure } from '../asset-figure.ts';

export const trainingTrace: AssetFigure = {
  id: 'training-trace',
  title: 'Training curves',
  term: 'training trace',
  about:
    'Losses and other readings of an asset’s networks against their gradient steps, a panel for each unit. A dotted line is the value that a reading should approach.',
  slot: 'below',
  pace: 'live',
  applies: ({ asset }) => readingNames[asset.recipe.kind].length > 0,
  table: ({ asset, readings }) => traceTable(tracePanels(asset.recipe.kind, readings)),
  View: { load: () => import('./View.svelte') },
};
