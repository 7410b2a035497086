/** Texts on an asset: kind, recipe, progress. */
import { isReady, type AssetInfo, type AssetKind, type JsonValue } from '../../protocol/assets.ts';
import { networkSizeOf } from '../../protocol/migrations/asset-keys.ts';
import { plural } from '../format.ts';

const kindNames: Record<AssetKind, string> = {
  generator: 'Generator',
  'auto-encoder': 'Auto-encoder',
  features: 'Features of the pool',
  index: 'Index of neighbours',
  encoder: 'Encoder',
  classifier: 'Annotating classifier',
};

export const assetKindText = ({ recipe }: Pick<AssetInfo, 'recipe'>): string => kindNames[recipe.kind];

/**
 * Size of the networks: “the paper's size” or “reduced ÷4”. Paper networks with fewer steps than the paper's are not the
 * paper's size.
 */
export function networkSizeText(asset: Pick<AssetInfo, 'recipe' | 'size' | 'total' | 'usual'>): string {
  const { recipe, total, usual } = asset;
  const instead = usual !== undefined && usual !== total;
  const steps = instead ? `${plural(total, 'step')} instead of ${usual.toLocaleString('en')}` : '';
  const size = networkSizeOf(asset);
  const { parameters } = asRecord(recipe.settings);
  const width = Number(asRecord(parameters)['width']);
  const networks =
    size === 'paper'
      ? `the paper’s ${instead ? 'networks' : 'size'}`
      : size === 'reduced' || size === 'quick'
        ? `${size === 'quick' ? 'reduced and quick' : 'reduced'}${width > 0 && width < 1 ? ` ÷${(1 / width).toLocaleString('en')}` : ''}`
        : '';
  return [networks, steps].filter(Boolean).join(', ');
}

/** The id of the data set that it was built from. */
export const datasetIdOf = ({ recipe }: Pick<AssetInfo, 'recipe'>): string =>
  String(asRecord(recipe.data)['dataset'] ?? '');

/** The data set's name, unless the asset's own name ends with it. */
export const datasetText = (asset: AssetInfo, name: string | undefined): string =>
  name === undefined || asset.name.endsWith(name) ? '' : name;

/** “2,500 steps”, “1,200 of 2,500 steps”; of incomplete features and indices, the finished part. */
export function assetProgressText(asset: Pick<AssetInfo, 'recipe' | 'done' | 'total' | 'usual'>): string {
  const { done, total, recipe, usual } = asset;
  const counted = recipe.kind !== 'features' && recipe.kind !== 'index';
  // a number of steps other than the recipe's is named with the recipe
  if (isReady(asset)) return counted && usual === undefined ? plural(total, 'step') : '';
  return counted ? `${done.toLocaleString('en')} of ${plural(total, 'step')}` : `${percent(done / total)} done`;
}

/** The recall of an approximate index; empty for exact ones. */
export const indexRecallText = ({ recall = 1 }: Pick<AssetInfo, 'recall'>): string =>
  recall < 1 ? `finds ${(100 * recall).toFixed(1)} % of the true neighbours` : '';

const percent = (share: number): string => `${Math.floor(100 * share)} %`;

const asRecord = (value: JsonValue | undefined): Readonly<Record<string, JsonValue>> =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, JsonValue>>) : {};
