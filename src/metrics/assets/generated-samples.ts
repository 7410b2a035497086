/** Samples that the networks of an asset generate or reconstruct: their number and their table. */
import type { SampleGrid } from '../../protocol/asset-progress.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { FigureTable } from '../csv.ts';

/** Whether the samples are points of the plane. */
export const isPlanar = ({ shape }: Pick<SampleGrid, 'shape'>): boolean => shape.length === 1;

export const sampleCount = ({ values, shape }: Pick<SampleGrid, 'values' | 'shape'>): number =>
  values.length / sampleSize(shape);

/** Points by place, images by brightness (0–1), pairs by the difference between original and reconstruction. */
export function generatedTable(sheet: SampleGrid): FigureTable {
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
