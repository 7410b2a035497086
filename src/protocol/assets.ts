/**
 * Assets: costly, reproducible objects that are built once, stored, and shared by arms and runs: a generator, an auto-encoder, the
 * features of a whole pool, a neighbour index. The key of an asset hashes all that determines its content, so that a changed recipe
 * never gets the asset of another one.
 */

import { sha256Digits } from './sha256.ts';

/** encoder: finds latent points of real samples; classifier: labels generated samples, which have no true label. */
export type AssetKind = 'generator' | 'auto-encoder' | 'features' | 'index' | 'encoder' | 'classifier';

/** Neighbour search: exhaustive, by a k-d tree, or by inverted lists, which miss some neighbours. */
export type SearchKind = 'exact' | 'tree' | 'approximate';

/** Values that JSON represents without loss. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** All that determines an asset, and nothing else: names and labels for display are fields of `AssetInfo`. */
export interface AssetRecipe {
  kind: AssetKind;
  /** Of the kind's build rules; incremented when the same settings give another content. */
  version: number;
  /** Id of the data set, members of the pool, scaling of the values. */
  data: JsonValue;
  /** Architecture, training, sizes: the kind's own list of fields. */
  settings: JsonValue;
  seed: number;
  /** Keys of the assets that it is built from: features of a generator's critic are built from that generator. */
  from?: readonly string[];
}

/** paper: the networks and the number of steps of the paper; reduced and quick: smaller, for a laptop; plane: for points. */
export type NetworkSize = 'paper' | 'reduced' | 'quick' | 'plane';

/** An asset in a list. */
export interface AssetInfo {
  /** Its key. */
  id: string;
  name: string;
  recipe: AssetRecipe;
  /** Name of its generative recipe, if it has one. */
  recipeName?: string;
  /** Of such a recipe. */
  size?: NetworkSize;
  /** The backend that built it: other backends differ in the last digits. */
  madeOn: string;
  /** Units of work, finished and total: gradient steps of networks, samples of features, 1 for an index. */
  done: number;
  total: number;
  /** The recipe's own number of steps, if the spec sets another. */
  usual?: number;
  bytes: number;
  /** Seconds of work so far, over all sessions; absent in assets of older versions. */
  seconds?: number;
  /** Of an approximate index: its recall, the share of the true nearest neighbours that it finds. */
  recall?: number;
  /** Milliseconds since 1970. */
  created: number;
  updated: number;
}

/** Prefix of the names of the locks on an asset: one for each run that uses it. */
export const assetLockPrefix = (asset: string): string => `asset:${asset}:`;
export const assetLockName = (asset: string, runId: string): string => assetLockPrefix(asset) + runId;

export const isReady = ({ done, total }: Pick<AssetInfo, 'done' | 'total'>): boolean => done >= total;

/**
 * JSON with sorted names: equal values give equal text.
 * @throws Error where a number is not finite: JSON would write null, and two recipes would have one key
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
  return `${kind}-${await sha256Digits(new TextEncoder().encode(text))}`;
}
