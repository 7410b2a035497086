/**
 * ASAL: imagine uncertain samples with a generator and ask for the real ones nearest to them (Mayer and Timofte, “Adversarial
 * sampling for active learning”, WACV 2020, Algorithm 1; the variants of the supplement's Fig. 16). What it costs to choose
 * does not grow with the pool but for the search of neighbours.
 */
import { inMemorySource } from '../algorithms/feature-source.ts';
import { matchWithoutReplacement } from '../algorithms/neighbours/match-without-replacement.ts';
import { buildSearch, type SearchChoice } from '../algorithms/neighbours/build-search.ts';
import { withDefaults } from '../protocol/parameters.ts';
import { sampleSetOf } from '../generative/value-scaling.ts';
import { predict } from '../trainer/predict.ts';
import { asalParameters } from './support/asal-parameters.ts';
import { poolFeatures } from './support/feature-points.ts';
import { searchLatent, type LatentSearchResult, type LatentObjective } from './support/latent-search.ts';
import { neighbourCandidates, mostUncertain, type NeighbourCandidates } from './support/neighbour-candidates.ts';
import type {
  QueryTargets,
  QueryAssets,
  Selection,
  Strategy,
  StrategyContext,
  AssetRequest,
} from './contracts/strategy.ts';

/** Places of each point's way that the log keeps. */
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
    summary: 'real samples nearest to generated, uncertain ones',
    about:
      'Optimises latent points of a generator until the learner is uncertain about the generated samples, and queries the real samples nearest to these. The generator is trained on the pool once, before the first cycle.',
    reference: 'Mayer & Timofte, “Adversarial sampling for active learning”, WACV 2020',
    parameters: asalParameters,
    requires: ['generator'],
  },
  requirementsFor(parameters) {
    const { objective, features } = settingsOf(parameters);
    return [objective === 'entropy' ? 'softmax' : 'hyperplane', ...(features === 'classifier' ? ['features'] : [])];
  },
  async select(context) {
    const settings = settingsOf(context.parameters);
    if (!context.requestAssets) throw new Error('A strategy with a generator needs an experiment that prepares it.');
    const assets = await context.requestAssets(assetRequest(settings));
    const { batchSize: size, poolSize } = context;
    const count = settings.variant === 'generate' ? Math.min(size * settings.multiple, poolSize) : size;
    const generated = await generateTargets(context, assets, settings, count);
    const searched = await findCandidates(context, assets, generated, settings);
    const selection = await (settings.variant === 'neighbours' ? selectNeighbours : selectMatches)(
      context,
      generated,
      searched,
      settings,
    );
    return { ...selection, search: searched.search };
  },
};

const settingsOf = (given: StrategyContext['parameters']): Settings =>
  withDefaults(asalParameters, given) as unknown as Settings;

function assetRequest({ gan, ganSteps, features, components, search, assetSeed }: Settings): AssetRequest {
  return {
    gan,
    ...(ganSteps > 0 && { ganSteps }),
    ...(features !== 'classifier' && { features: { of: features, components, search } }),
    seed: assetSeed,
  };
}

function generateTargets(
  context: StrategyContext,
  { gan }: QueryAssets,
  { objective, latentSteps, latentRate }: Settings,
  count: number,
): Promise<LatentSearchResult> {
  // ways through the plane can be drawn; through images they would only fill the log
  const pathPoints = gan.generator.shape.length === 1 ? PATH_POINTS : 0;
  const search = { steps: latentSteps, rate: latentRate, objective, pathPoints };
  return searchLatent(gan, context.learner.network, count, search, context.rng.child('latent'), context);
}

/** The pool to be searched, and what is searched for in it. */
async function findCandidates(
  context: StrategyContext,
  { neighbours }: QueryAssets,
  { samples }: LatentSearchResult,
  { search: searchKind }: Settings,
): Promise<NeighbourCandidates> {
  if (neighbours) {
    const queries = await neighbours.featuresOf(samples);
    return neighbourCandidates(neighbours.search, neighbours.indices, queries, context.poolIndices);
  }
  // the learner's own features are new in every cycle: an index of them is made for one search, which it seldom repays
  const { points, indices } = await poolFeatures(context);
  const search = await buildSearch(inMemorySource(points), searchKind === 'auto' ? 'exact' : searchKind, {
    rng: context.rng.child('lists'),
    checkpoint: () => context.checkpoint(),
  });
  const { network } = context.learner;
  const generated = sampleSetOf(samples, network.shape);
  const queries = new Float32Array(generated.count * network.featureSize);
  for await (const { positions, features } of predict(network, generated, { features: true }, context))
    queries.set(features!, positions[0]! * network.featureSize);
  return neighbourCandidates(search, indices, queries, context.poolIndices);
}

/** match: the nearest to each, nobody twice. generate: of more of them than needed those that the learner knows least of. */
async function selectMatches(
  context: StrategyContext,
  generated: LatentSearchResult,
  { search, indices, queries, excluded }: NeighbourCandidates,
  { variant }: Settings,
): Promise<Selection> {
  const checkpoint = () => context.checkpoint();
  const matches = await matchWithoutReplacement(search, queries, excluded, checkpoint);
  const real = matches.indices.map((i) => indices[i]!);
  const selected = variant === 'generate' ? await mostUncertain(context, real) : real.map((_, i) => i);
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

/** Of the several nearest to each those that the learner knows least of. */
async function selectNeighbours(
  context: StrategyContext,
  generated: LatentSearchResult,
  { search, indices, queries, excluded }: NeighbourCandidates,
  { multiple }: Settings,
): Promise<Selection> {
  const nearestTarget = new Map<number, { of: number; distance: number }>();
  // neighbours may be shared: then there are too few, and more are asked for
  for (let k = multiple; nearestTarget.size < context.batchSize; k *= 2) {
    const near = await search.nearest(queries, k, excluded, () => context.checkpoint());
    for (let i = 0; i < near.indices.length; i++) {
      const index = indices[near.indices[i]!]!;
      const distance = near.distances[i]!;
      const previous = nearestTarget.get(index);
      if (!previous || distance < previous.distance)
        nearestTarget.set(index, { of: Math.floor(i / near.each), distance });
    }
  }
  const real = Int32Array.from(nearestTarget.keys());
  const selected = (await mostUncertain(context, real)).map((i) => real[i]!);
  return {
    indices: selected,
    scores: Float32Array.from(selected, (index) => generated.objectives[nearestTarget.get(index)!.of]!),
    queryTargets: queryTargets(
      generated,
      selected.map((index) => nearestTarget.get(index)!.of),
      Float64Array.from(selected, (index) => nearestTarget.get(index)!.distance),
    ),
  };
}

const queryTargets = (
  { samples, objectives: after, paths }: LatentSearchResult,
  matchedTo: Int32Array,
  distances: Float64Array,
): QueryTargets => ({
  samples,
  acquisition: after,
  matchedTo,
  distances,
  ...(paths && { paths }),
});
