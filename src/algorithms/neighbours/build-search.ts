/**
 * Builds the requested nearest-neighbour search, or the one that is fastest in the benchmark (docs/matching.md): a full scan
 * for many features, a k-d tree for few features and many samples.
 */
import type { Rng } from '../../random/rng.ts';
import type { SearchKind } from '../../protocol/assets.ts';
import { Problem } from '../../protocol/problem.ts';
import { ExactSearch } from './exact-search.ts';
import type { FeatureSource } from '../feature-source.ts';
import { InvertedLists } from './inverted-lists.ts';
import { KdTree } from './kd-tree.ts';

/** auto: an exact one, by the measurement. */
export type SearchChoice = 'auto' | SearchKind;

/** Dimensions up to which a k-d tree is several times faster than a full scan, and samples from which building it pays. */
const TREE_DIMENSIONS = 8;
const TREE_SAMPLES = 100_000;

/**
 * @param inMemory whether the features are in memory; from the database they can only be scanned
 * @throws Problem `unfit` where the requested search needs them in memory
 */
export function resolveSearchKind(
  choice: SearchChoice,
  { count, dimensions }: Pick<FeatureSource, 'count' | 'dimensions'>,
  inMemory: boolean,
): SearchKind {
  if (choice === 'auto') return inMemory && dimensions <= TREE_DIMENSIONS && count >= TREE_SAMPLES ? 'tree' : 'exact';
  if (choice !== 'exact' && !inMemory)
    throw new Problem(
      'unfit',
      `The features of ${count.toLocaleString('en')} samples with ${dimensions} components each are too large to be held in memory, as ${NAMES[choice]} needs them.`,
      'Choose exact search, fewer components, or a smaller pool.',
    );
  return choice;
}

const NAMES = { tree: 'the k-d tree', approximate: 'the approximate index' };

interface BuildOptions {
  rng: Rng;
  checkpoint: () => Promise<void>;
}

/** @throws Problem `unfit` where a feature is not a finite number */
export function buildSearch(
  source: FeatureSource,
  kind: Exclude<SearchKind, 'exact'>,
  options: BuildOptions,
): Promise<KdTree | InvertedLists>;
export function buildSearch(
  source: FeatureSource,
  kind: SearchKind,
  options: BuildOptions,
): Promise<ExactSearch | KdTree | InvertedLists>;
export function buildSearch(
  source: FeatureSource,
  kind: SearchKind,
  { rng, checkpoint }: BuildOptions,
): Promise<ExactSearch | KdTree | InvertedLists> {
  if (kind === 'tree') return KdTree.build(source, checkpoint);
  return kind === 'approximate'
    ? InvertedLists.build(source, { rng, checkpoint })
    : ExactSearch.build(source, checkpoint);
}
