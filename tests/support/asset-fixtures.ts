/** Records of trained assets. */
import type { AssetInfo, AssetKind, JsonValue } from '../../src/protocol/assets.ts';

/** A finished asset of Strokes. */
export const assetOf = (
  settings: JsonValue,
  parts: Partial<AssetInfo> = {},
  kind: AssetKind = 'generator',
): AssetInfo => ({
  ...{ id: 'a', name: 'WGAN-GP: Strokes', madeOn: 'wasm', bytes: 1000, created: 0, updated: 0 },
  ...{ done: 2500, total: 2500 },
  recipe: { kind, version: 1, data: { dataset: 'strokes', members: 'ff' }, settings, seed: 1 },
  ...parts,
});

/** Settings of a reduced recipe. */
export const reducedRecipe = { size: 'reduced', parameters: { width: 0.25 } };
