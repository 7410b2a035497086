/** Samples that the networks of an asset generate or reconstruct while they are trained. */
import type { SampleGrid } from '../../../protocol/asset-progress.ts';
import { sampleSize } from '../../../protocol/dataset.ts';
import type { FigureTable } from '../../charts/figure-frame.ts';
import type { AssetFigure } from '../asset-figure.ts';
import { isPlanar, sampleCount } from './draw-generated.ts';

/** Points by place, images by brightness (0–1), pairs by the difference between original and reconstruction. */
function sheetTable(sheet: SampleGrid): FigureTable {
  const { values, shape } = sheet;
  const size = sampleSize(shape);
  const count = sampleCount(sheet);
  const unit = values instanceof Uint8Array ? 255 : 1;
  const of = (i: number) => Array.from(values.subarray(i * size, (i + 1) * size), (value) => value / unit);
  const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
  if (isPlanar(sheet))
    return { columns: ['point', 'x', 'y'], rows: Array.from({ length: count }, (_, i) => [i + 1, ...of(i)]) };
  if (sheet.of === 'samples')
    return {
      columns: ['sample', 'mean brightness', 'greatest'],
      rows: Array.from({ length: count }, (_, i) => [i + 1, mean(of(i)), Math.max(...of(i))]),
    };
  return {
    columns: ['pair', 'mean squared difference'],
    rows: Array.from({ length: count / 2 }, (_, i) => {
      const reconstruction = of(2 * i + 1);
      return [i + 1, mean(of(2 * i).map((value, place) => (value - reconstruction[place]!) ** 2))];
    }),
  };
}

export const generatedSamples: AssetFigure = {
  id: 'generated-samples',
  title: 'Generated samples',
  currentTitle: ({ sheet }) =>
    sheet?.of === 'pairs' ? 'Reconstructions' : sheet && isPlanar(sheet) ? 'Generated points' : 'Generated samples',
  about:
    'What the networks of an asset make at the step named: samples that a generator makes from fixed latent points, so that their change can be followed, or real samples over their reconstructions.',
  slot: 'below',
  pace: 'live',
  applies: ({ sheet }) => sheet !== undefined,
  table: ({ sheet }) => (sheet ? sheetTable(sheet) : { columns: [], rows: [] }),
  View: { load: () => import('./View.svelte') },
};
