/** Figures of an asset in preparation: what its networks make, and their losses. */
import type { SampleGrid } from '../../protocol/asset-progress.ts';
import type { AssetInfo } from '../../protocol/assets.ts';
import type { PlanePoints } from '../../projection/plane/plane-scales.ts';
import type { Figure } from './figure.ts';

/** All that a figure of an asset can read. */
export interface AssetFigureContext {
  /** Kind, recipe and number of steps. */
  readonly asset: Pick<AssetInfo, 'recipe' | 'total'>;
  /** The newest samples that its networks made; undefined before the first. */
  readonly sheet: SampleGrid | undefined;
  /** Losses so far, by the kind's list of readings. */
  readonly readings: Float32Array;
  /** Points of the data to draw under generated ones; undefined for other kinds of data. */
  readonly pool: PlanePoints | undefined;
}

export type AssetFigure = Figure<unknown, AssetFigureContext>;
