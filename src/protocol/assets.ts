/**
 * Assets: what is costly to prepare, is prepared once and serves many arms and runs: a generator, an auto-encoder, the
 * features of a whole pool, an index of neighbours. Their key is made of all that determines them, so that a changed recipe
 * never finds what an older one has left.
 */

/** encoder: latent points of real samples; classifier: who answers where no true label is. */
export type AssetKind = 'generator' | 'auto-encoder' | 'features' | 'index' | 'encoder' | 'classifier';

/** How neighbours are found: looking at all, by a k-d tree, or by inverted lists, which miss some. */
export type SearchKind = 'exact' | 'tree' | 'approximate';

/** What JSON holds without loss. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

export interface AssetRecipe {
  kind: AssetKind;
  /** Of the rules by which this kind is made; a new number where the same settings come to give something else. */
  version: number;
  /** Id of the data set, and which part of it: classes, split, seed of the split. */
  data: JsonValue;
  /** Architecture, training, sizes. */
  settings: JsonValue;
  seed: number;
  /** Keys of the assets that it is made of: features of a generator's critic belong to that generator. */
  from?: readonly string[];
}

/** An asset as it is listed. */
export interface AssetInfo {
  /** Its key. */
  id: string;
  name: string;
  recipe: AssetRecipe;
  /** The backend and adapter that made it: others give other last digits. */
  madeOn: string;
  /** Steps done and steps in all, of whatever kind it counts. */
  done: number;
  total: number;
  /** The recipe's own number of steps, where another was asked for. */
  usual?: number;
  bytes: number;
  /** Of work that making it has taken so far, over all sittings; absent in assets of older versions. */
  seconds?: number;
  /** Of an approximate index: which share of the true nearest neighbours it finds. */
  recall?: number;
  /** Milliseconds since 1970. */
  created: number;
  updated: number;
}

/** How the locks on an asset begin: one for each run that works with it. */
export const assetLockPrefix = (asset: string): string => `asset:${asset}:`;
export const assetLockName = (asset: string, runId: string): string => assetLockPrefix(asset) + runId;

export const isReady = ({ done, total }: Pick<AssetInfo, 'done' | 'total'>): boolean => done >= total;

/**
 * The same text for the same value, whatever the order of the names in it.
 * @throws Error where a number is not finite: JSON would say null, and two recipes would have one key
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} cannot be part of a recipe`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/** The recipe's key: the first 32 hexadecimal digits of SHA-256 over its canonical text, after the kind. */
export async function assetKey({ kind, version, data, settings, seed, from = [] }: AssetRecipe): Promise<string> {
  const text = canonicalJson({ kind, version, data, settings, seed, from });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const digits = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'));
  return `${kind}-${digits.join('')}`;
}
