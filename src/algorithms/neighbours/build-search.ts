/**
 * Which search for neighbours: the one asked for, or what the bench shows to be fastest (docs/matching.md). Products over
 * all samples win wherever features are many; a k-d tree where there are few of them and many samples.
 */
import type { Draws } from '../../random/rng.ts';
import type { SearchKind } from '../../protocol/assets.ts';
import { Problem } from '../../protocol/problem.ts';
import { ExactSearch } from './exact-search.ts';
import type { FeatureSource } from '../feature-source.ts';
import { InvertedLists } from './inverted-lists.ts';
import { KdTree } from './kd-tree.ts';

/** auto: an exact one, by the measurement. */
export type WantedSearch = 'auto' | SearchKind;

/** Dimensions up to which a k-d tree is several times as fast as products, and samples from which that is worth its making. */
const TREE_DIMENSIONS = 8;
const TREE_SAMPLES = 100_000;

/**
 * @param held whether the features are in memory; from the store they can only be looked at all in turn
 * @throws Problem `unfit` where the search asked for needs them in memory
 */
export function searchKindFor(
  wanted: WantedSearch,
  { count, dimensions }: Pick<FeatureSource, 'count' | 'dimensions'>,
  held: boolean,
): SearchKind {
  if (wanted === 'auto') return held && dimensions <= TREE_DIMENSIONS && count >= TREE_SAMPLES ? 'tree' : 'exact';
  if (wanted !== 'exact' && !held)
    throw new Problem(
      'unfit',
      `The features of ${count.toLocaleString('en')} samples with ${dimensions} components each are too large to be held in memory, as ${NAMES[wanted]} needs them.`,
      'Choose exact search, fewer components, or a smaller pool.',
    );
  return wanted;
}

const NAMES = { tree: 'the k-d tree', approximate: 'the approximate index' };

interface Making {
  draws: Draws;
  gate: () => Promise<void>;
}

/** @throws Problem `unfit` where a feature is no number */
export function searchOver(
  source: FeatureSource,
  kind: Exclude<SearchKind, 'exact'>,
  making: Making,
): Promise<KdTree | InvertedLists>;
export function searchOver(
  source: FeatureSource,
  kind: SearchKind,
  making: Making,
): Promise<ExactSearch | KdTree | InvertedLists>;
export function searchOver(
  source: FeatureSource,
  kind: SearchKind,
  { draws, gate }: Making,
): Promise<ExactSearch | KdTree | InvertedLists> {
  if (kind === 'tree') return KdTree.over(source, gate);
  return kind === 'approximate' ? InvertedLists.over(source, { draws, gate }) : ExactSearch.over(source, gate);
}
