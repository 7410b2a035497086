/** The kinds of assets. A new one is one file and one line here. */
import type { AssetKind } from '../../../protocol/assets.ts';
import type { AssetKindInfo } from '../../../protocol/catalogue.ts';
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

/** The kinds as the catalogue describes them. */
export const assetKindInfos: readonly AssetKindInfo[] = Object.values(assetKinds).map(({ kind, provides }) => ({
  kind,
  provides,
}));

type Kinds = typeof assetKinds;

/** Input that decides an asset of a kind. */
export type AssetInput<Kind extends AssetKind> = Parameters<Kinds[Kind]['requires']>[0];

/** A ready asset of a kind in memory. */
export type AssetProduct<Kind extends AssetKind> = Awaited<ReturnType<Kinds[Kind]['load']>>;
