/** The kinds of assets. A new one is one file and one line here. */
import type { AssetKind } from '../../../protocol/assets.ts';
import { autoEncoder } from './auto-encoder.ts';
import { classifier } from './classifier.ts';
import { encoder } from './encoder.ts';
import { features } from './features.ts';
import { generator } from './generator.ts';
import { neighbourIndex } from './neighbour-index.ts';

export const assetKinds = {
  generator,
  'auto-encoder': autoEncoder,
  encoder,
  classifier,
  features,
  index: neighbourIndex,
};

type Kinds = typeof assetKinds;

/** What an asset of a kind is asked for by. */
export type AssetInput<Kind extends AssetKind> = Parameters<Kinds[Kind]['requires']>[0];

/** What a ready asset of a kind is in memory. */
export type AssetProduct<Kind extends AssetKind> = Awaited<ReturnType<Kinds[Kind]['load']>>;
