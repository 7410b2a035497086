/** Samples that the networks of an asset generate or reconstruct while they are trained. */
import { generatedTable, isPlanar } from '../../../metrics/assets/generated-samples.ts';
import type { AssetFigure } from '../asset-figure.ts';

export const generatedSamples: AssetFigure = {
  id: 'generated-samples',
  title: 'Generated samples',
  term: 'generator',
  currentTitle: ({ sheet }) =>
    sheet?.of === 'pairs' ? 'Reconstructions' : sheet && isPlanar(sheet) ? 'Generated points' : 'Generated samples',
  about:
    'What the networks of an asset make at the step named: samples that a generator makes from fixed latent points, so that their change can be followed, or real samples over their reconstructions.',
  slot: 'below',
  pace: 'live',
  applies: ({ sheet }) => sheet !== undefined,
  table: ({ sheet }) => (sheet ? generatedTable(sheet) : { columns: [], rows: [] }),
  View: { load: () => import('./View.svelte') },
};
