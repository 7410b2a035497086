/** What is said of an asset: what it is, by which recipe, how far it has come. */
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
 * Whether it is the paper's own or a smaller one, so that nobody takes one for the other: “reduced ÷4”, “the paper's size”.
 * Paper networks that were not given all of the paper's steps are not the paper's size.
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

/** The id of the data set that it is made of. */
export const datasetIdOf = ({ recipe }: Pick<AssetInfo, 'recipe'>): string =>
  String(asRecord(recipe.data)['dataset'] ?? '');

/** The data set's name, where the asset's own does not say it. */
export const datasetText = (asset: AssetInfo, name: string | undefined): string =>
  name === undefined || asset.name.endsWith(name) ? '' : name;

/** “2,500 steps”, “1,200 of 2,500 steps”; of features and indices, how much is there while it is not all. */
export function assetProgressText(asset: Pick<AssetInfo, 'recipe' | 'done' | 'total' | 'usual'>): string {
  const { done, total, recipe, usual } = asset;
  const counted = recipe.kind !== 'features' && recipe.kind !== 'index';
  // an unusual number of steps is named with the recipe
  if (isReady(asset)) return counted && usual === undefined ? plural(total, 'step') : '';
  return counted ? `${done.toLocaleString('en')} of ${plural(total, 'step')}` : `${percent(done / total)} done`;
}

/** Of an approximate index, which share of the true neighbours it finds; nothing of what misses none. */
export const indexRecallText = ({ recall = 1 }: Pick<AssetInfo, 'recall'>): string =>
  recall < 1 ? `finds ${(100 * recall).toFixed(1)} % of the true neighbours` : '';

const percent = (share: number): string => `${Math.floor(100 * share)} %`;

const asRecord = (value: JsonValue | undefined): Readonly<Record<string, JsonValue>> =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, JsonValue>>) : {};
