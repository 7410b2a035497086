/**
 * ASAL: generates uncertain samples and queries the real samples nearest to them (Mayer and Timofte, “Adversarial sampling for
 * active learning”, WACV 2020, Algorithm 1; the variants of the supplement's Fig. 16). Of the cost of a query, only the
 * neighbour search depends on the size of the pool.
 */
import { inMemorySource } from '../algorithms/feature-source.ts';
import { PcaProjector, principalComponents } from '../algorithms/pca/pca.ts';
import { pointsOf, type Points } from '../algorithms/points.ts';
import { matchWithoutReplacement } from '../algorithms/neighbours/match-without-replacement.ts';
import { buildSearch, type SearchChoice } from '../algorithms/neighbours/build-search.ts';
import type { SearchOptions } from '../algorithms/neighbours/neighbours.ts';
import { tieOrder } from '../algorithms/tie-order.ts';
import { withDefaults } from '../protocol/parameters.ts';
import type { ParameterValues } from '../protocol/spec.ts';
import { sampleSetOf } from '../generative/value-scaling.ts';
import { predict } from '../trainer/predict.ts';
import type { AssetRequest, QueryAssets, QueryTargets } from './contracts/generation.ts';
import type { Selection, Strategy, StrategyContext } from './contracts/strategy.ts';
import { asalParameters } from './support/asal-parameters.ts';
import { poolFeatures } from './support/feature-points.ts';
import { searchLatent, type LatentSearchResult, type LatentObjective } from './support/latent-search.ts';
import { mostUncertain, type NeighbourCandidates } from './support/neighbour-candidates.ts';
import { missingPositions } from './support/sorted-indices.ts';

/** Points of each latent path that the log holds. */
const PATH_POINTS = 12;

interface Settings {
  gan: string;
  ganSteps: number;
  features: 'pixels' | 'auto-encoder' | 'discriminator' | 'classifier';
  components: number;
  search: SearchChoice;
  objective: LatentObjective;
  latentSteps: number;
  latentRate: number;
  variant: 'match' | 'generate' | 'neighbours';
  multiple: number;
  assetSeed: number;
}

export const asal: Strategy = {
  about: {
    name: 'asal',
    label: 'ASAL',
    group: 'generative',
    summary: 'real samples nearest to generated, uncertain ones',
    about:
      'Optimises latent points of a generator until the learner is uncertain about the generated samples, and queries the real samples nearest to these. The generator is trained on the pool once, before the first cycle.',
    reference: 'Mayer & Timofte, “Adversarial sampling for active learning”, WACV 2020',
    parameters: asalParameters,
    requires: ['generator'],
    noSurface: 'No score per point: the real samples nearest to generated ones are queried',
  },
  async select(context) {
    const settings = settingsOf(context.parameters);
    if (!context.requestAssets) throw new Error('A strategy with a generator needs a runner that prepares it.');
    const assets = await context.requestAssets(assetRequest(settings));
    const generated = await generateTargets(context, assets, settings);
    const candidates = await findCandidates(context, assets, { generated, settings });
    const match = settings.variant === 'neighbours' ? matchNeighbours : matchEach;
    return { ...(await match(context, { generated, candidates, settings })), search: candidates.search };
  },
};

const settingsOf = (given: ParameterValues): Settings => withDefaults(asalParameters, given) as unknown as Settings;

function assetRequest({ gan, ganSteps, features, components, search, assetSeed }: Settings): AssetRequest {
  return {
    gan,
    ...(ganSteps > 0 && { ganSteps }),
    ...(features !== 'classifier' && { features: { of: features, components, search } }),
    seed: assetSeed,
  };
}

/** As many as the batch has samples, or several times as many in the variant `generate`. */
function generateTargets(
  context: StrategyContext,
  { gan }: QueryAssets,
  { objective, latentSteps, latentRate, variant, multiple }: Settings,
): Promise<LatentSearchResult> {
  const { batchSize, poolSize, learner, rng } = context;
  const count = variant === 'generate' ? Math.min(batchSize * multiple, poolSize) : batchSize;
  // paths in the plane are drawn on the map; paths of images would only enlarge the log
  const pathPoints = gan.generator.shape.length === 1 ? PATH_POINTS : 0;
  const search = { count, rng: rng.child('latent'), steps: latentSteps, rate: latentRate, objective, pathPoints };
  return searchLatent({ gan, learner: learner.network }, search, context);
}

/** A search over the pool, and the features of the generated samples as its queries. */
async function findCandidates(
  context: StrategyContext,
  { neighbours }: QueryAssets,
  { generated: { samples }, settings }: { generated: LatentSearchResult; settings: Settings },
): Promise<NeighbourCandidates> {
  const { poolIndices } = context;
  if (neighbours) {
    const { search, indices } = neighbours;
    const queries = await neighbours.featuresOf(samples);
    return { search, indices, queries, excluded: missingPositions(poolIndices, indices) };
  }
  // the learner's features change in every cycle: an index for a single search seldom pays off
  const kind = settings.search === 'auto' ? 'exact' : settings.search;
  const { network } = context.learner;
  const generated = sampleSetOf(samples, network.shape);
  const features = new Float32Array(generated.count * network.featureSize);
  const inputs = { network, samples: generated, outputs: { features: true } } as const;
  for await (const { positions, features: batch } of predict(inputs, context))
    features.set(batch, positions[0]! * network.featureSize);
  const { pool, queries } = await inComponents(context, await poolFeatures(context), {
    features,
    components: settings.components,
  });
  const search = await buildSearch(inMemorySource(pool), kind, {
    rng: context.rng.child('lists'),
    checkpoint: () => context.checkpoint(),
  });
  return { search, indices: poolIndices, queries, excluded: new Set() };
}

/** Pool and generated features along the pool's principal components; unchanged where there are no more features than these. */
async function inComponents(
  { rng, checkpoint }: StrategyContext,
  pool: Points,
  { features, components }: { features: Float32Array; components: number },
): Promise<{ pool: Points; queries: Float32Array }> {
  if (components >= pool.size) return { pool, queries: features };
  const options = { components, rng: rng.child('components'), checkpoint: () => checkpoint() };
  const projector = new PcaProjector(await principalComponents(inMemorySource(pool), options));
  try {
    const projected = await projector.project(pool.values);
    return { pool: pointsOf(projected, projector.components), queries: await projector.project(features) };
  } finally {
    projector.dispose();
  }
}

/** Among equally near samples, such as copies of one image, the match is drawn by the seed. */
function searchOptions(
  { rng, checkpoint }: StrategyContext,
  { indices, excluded }: NeighbourCandidates,
): Omit<SearchOptions, 'k'> {
  const order = tieOrder(rng);
  return { excluded, order: (position) => order(indices[position]!), checkpoint: () => checkpoint() };
}

interface Matching {
  generated: LatentSearchResult;
  candidates: NeighbourCandidates;
  settings: Settings;
}

/** Matches each generated sample to its nearest real sample, without replacement; in the variant `generate`, the most uncertain of these. */
async function matchEach(
  context: StrategyContext,
  { generated, candidates, settings: { variant, objective } }: Matching,
): Promise<Selection> {
  const { search, indices, queries } = candidates;
  const matches = await matchWithoutReplacement(search, queries, searchOptions(context, candidates));
  const real = matches.indices.map((i) => indices[i]!);
  const selected = variant === 'generate' ? await mostUncertain(context, real, objective) : real.map((_, i) => i);
  return {
    indices: selected.map((i) => real[i]!),
    scores: Float32Array.from(selected, (i) => generated.objectives[i]!),
    queryTargets: queryTargets(
      generated,
      selected,
      Float64Array.from(selected, (i) => matches.distances[i]!),
    ),
  };
}

/** Queries the most uncertain of the several nearest real samples of each generated one. */
async function matchNeighbours(
  context: StrategyContext,
  { generated, candidates, settings: { multiple, objective } }: Matching,
): Promise<Selection> {
  const { search, indices, queries } = candidates;
  const options = searchOptions(context, candidates);
  const nearestTarget = new Map<number, { position: number; distance: number }>();
  // generated samples may share neighbours: then they are too few, and the search is repeated with more
  for (let k = multiple; nearestTarget.size < context.batchSize; k *= 2) {
    const near = await search.nearest(queries, { ...options, k });
    for (let i = 0; i < near.indices.length; i++) {
      const index = indices[near.indices[i]!]!;
      const distance = near.distances[i]!;
      const previous = nearestTarget.get(index);
      if (!previous || distance < previous.distance)
        nearestTarget.set(index, { position: Math.floor(i / near.each), distance });
    }
  }
  const real = Int32Array.from(nearestTarget.keys());
  const selected = (await mostUncertain(context, real, objective)).map((i) => real[i]!);
  return {
    indices: selected,
    scores: Float32Array.from(selected, (index) => generated.objectives[nearestTarget.get(index)!.position]!),
    queryTargets: queryTargets(
      generated,
      selected.map((index) => nearestTarget.get(index)!.position),
      Float64Array.from(selected, (index) => nearestTarget.get(index)!.distance),
    ),
  };
}

const queryTargets = (
  { samples, objectives, paths }: LatentSearchResult,
  matchedTo: Int32Array,
  distances: Float64Array,
): QueryTargets => ({ samples, acquisition: objectives, matchedTo, distances, ...(paths && { paths }) });
