/**
 * Keys of assets stored by version 0.1.0. It hashed whole recipes, with their names and labels; keys now hash only the
 * fields that determine the content. An asset that is not found under its key is looked up under its key of 0.1.0.
 */
import { assetKey, type AssetInfo, type AssetKind, type AssetRecipe, type JsonValue } from '../assets.ts';

/** Versions of the build rules in 0.1.0: assets of other versions must not be migrated. */
const VERSIONS: Record<AssetKind, number> = {
  generator: 1,
  'auto-encoder': 1,
  encoder: 1,
  classifier: 1,
  features: 1,
  index: 2,
};

const LABELS: Record<string, string> = {
  'plane-wgan-gp': 'WGAN-GP for the plane',
  'quick-wgan-gp-28': 'WGAN-GP, reduced and quick (28)',
};

const FAMILIES: Record<string, string> = {
  dcgan: 'DCGAN',
  'wgan-gp': 'WGAN-GP',
  'residual-wgan-gp': 'Residual WGAN-GP',
  'residual-wgan-ct': 'Residual WGAN with consistency',
  'auto-encoder': 'Auto-encoder',
};

const RECIPE_NAME = /^(paper|reduced)-(.+)-(mnist-two|mnist-ten|cifar-two|cifar-ten|celeba|svhn|lsun|28|32|64)$/;

/** Label that a recipe of this name had in 0.1.0; undefined where there was none. */
function labelOf(recipeName: string): string | undefined {
  const [, size, family = '', dataset] = RECIPE_NAME.exec(recipeName) ?? [];
  const label = FAMILIES[family];
  return label ? `${label}, ${size === 'paper' ? 'as in the paper' : 'reduced'} (${dataset})` : LABELS[recipeName];
}

/**
 * The key of 0.1.0 for the same asset.
 * @param recipe in the current form
 * @param from the keys in 0.1.0 of the assets that it is built from
 * @returns undefined where 0.1.0 had no such recipe
 */
export async function legacyAssetKey(
  recipe: AssetRecipe,
  { recipeName, size }: Pick<AssetInfo, 'recipeName' | 'size'>,
  from: readonly string[],
): Promise<string | undefined> {
  if (recipe.version !== VERSIONS[recipe.kind]) return undefined;
  if (recipe.kind !== 'generator' && recipe.kind !== 'auto-encoder') return assetKey({ ...recipe, from });
  const label = recipeName === undefined ? undefined : labelOf(recipeName);
  if (recipeName === undefined || label === undefined || size === undefined) return undefined;
  const settings = { ...(recipe.settings as Readonly<Record<string, JsonValue>>), name: recipeName, label, size };
  return assetKey({ ...recipe, settings, from });
}

/** Size of an asset's networks; records of 0.1.0 have it among the settings. */
export function networkSizeOf({ size, recipe }: Pick<AssetInfo, 'size' | 'recipe'>): AssetInfo['size'] {
  return size ?? (recipe.settings as { size?: AssetInfo['size'] } | null)?.size;
}
