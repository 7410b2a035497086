/**
 * ASAL: imagine uncertain samples with a generator and ask for the real ones nearest to them (Mayer and Timofte, “Adversarial
 * sampling for active learning”, WACV 2020, Algorithm 1; the variants of the supplement's Fig. 16). What it costs to choose
 * does not grow with the pool but for the search of neighbours.
 */
import { sourceOf } from '../algorithms/feature-source.ts';
import { matchWithoutReplacement } from '../algorithms/neighbours/match-without-replacement.ts';
import { searchOver, type WantedSearch } from '../algorithms/neighbours/build-search.ts';
import { withDefaults } from '../protocol/catalogue-check.ts';
import { setOf } from '../generative/value-scaling.ts';
import { predict } from '../trainer/predict.ts';
import { asalParameters } from './support/asal-parameters.ts';
import { poolFeatures } from './support/feature-points.ts';
import { searchLatent, type LatentFinds, type LatentObjective } from './support/latent-search.ts';
import { candidatesOf, mostUncertain, type Candidates } from './support/neighbour-candidates.ts';
import type { Imagined, Prepared, Selection, Strategy, StrategyContext, Wanted } from './contracts/strategy.ts';

/** Places of each point's way that the log keeps. */
const PLACES = 12;

interface Settings {
  gan: string;
  ganSteps: number;
  features: 'pixels' | 'auto-encoder' | 'discriminator' | 'classifier';
  components: number;
  search: WantedSearch;
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
    summary: 'real samples nearest to imagined, uncertain ones',
    about:
      'Moves points in the latent space of a generator until the learner is undecided about the samples made of them, and asks for the real samples nearest to these. The generator is trained on the pool once, before the first cycle.',
    reference: 'Mayer & Timofte, “Adversarial sampling for active learning”, WACV 2020',
    parameters: asalParameters,
    needs: ['generator'],
  },
  needsToo(parameters) {
    const { objective, features } = settingsOf(parameters);
    return [
      objective === 'entropy' ? 'softmax' : 'hyperplane',
      ...(features === 'classifier' ? ['features' as const] : []),
    ];
  },
  async select(context) {
    const settings = settingsOf(context.parameters);
    if (!context.prepare) throw new Error('A strategy with a generator needs an experiment that prepares it.');
    const prepared = await context.prepare(wantedBy(settings));
    const { size, poolSize } = context;
    const count = settings.variant === 'generate' ? Math.min(size * settings.multiple, poolSize) : size;
    const finds = await imagine(context, prepared, settings, count);
    const among = await candidates(context, prepared, finds, settings);
    const selection = await (settings.variant === 'neighbours' ? byNeighbours : byMatches)(
      context,
      finds,
      among,
      settings,
    );
    return { ...selection, search: among.search };
  },
};

const settingsOf = (given: StrategyContext['parameters']): Settings =>
  withDefaults(asalParameters, given) as unknown as Settings;

function wantedBy({ gan, ganSteps, features, components, search, assetSeed }: Settings): Wanted {
  return {
    gan,
    ...(ganSteps > 0 && { ganSteps }),
    ...(features !== 'classifier' && { features: { of: features, components, search } }),
    seed: assetSeed,
  };
}

function imagine(
  context: StrategyContext,
  { gan }: Prepared,
  { objective, latentSteps, latentRate }: Settings,
  count: number,
): Promise<LatentFinds> {
  // ways through the plane can be drawn; through images they would only fill the log
  const places = gan.generator.shape.length === 1 ? PLACES : 0;
  const search = { steps: latentSteps, rate: latentRate, objective, places };
  return searchLatent(gan, context.learner.network, count, search, context.draws.child('latent'), context);
}

/** The pool to be searched, and what is searched for in it. */
async function candidates(
  context: StrategyContext,
  { neighbours }: Prepared,
  { samples }: LatentFinds,
  { search: wanted }: Settings,
): Promise<Candidates> {
  if (neighbours) {
    const queries = await neighbours.featuresOf(samples);
    return candidatesOf(neighbours.search, neighbours.indices, queries, context.poolIndices);
  }
  // the learner's own features are new in every cycle: an index of them is made for one search, which it seldom repays
  const { points, indices } = await poolFeatures(context);
  const search = await searchOver(sourceOf(points), wanted === 'auto' ? 'exact' : wanted, {
    draws: context.draws.child('lists'),
    gate: () => context.gate(),
  });
  const { network } = context.learner;
  const imagined = setOf(samples, network.shape);
  const queries = new Float32Array(imagined.count * network.featureSize);
  for await (const { positions, features } of predict(network, imagined, { features: true }, context))
    queries.set(features!, positions[0]! * network.featureSize);
  return candidatesOf(search, indices, queries, context.poolIndices);
}

/** match: the nearest to each, nobody twice. generate: of more of them than needed those that the learner knows least of. */
async function byMatches(
  context: StrategyContext,
  finds: LatentFinds,
  { search, indices, queries, excluded }: Candidates,
  { variant }: Settings,
): Promise<Selection> {
  const gate = () => context.gate();
  const matches = await matchWithoutReplacement(search, queries, excluded, gate);
  const real = matches.indices.map((i) => indices[i]!);
  const kept = variant === 'generate' ? await mostUncertain(context, real) : real.map((_, i) => i);
  return {
    indices: kept.map((i) => real[i]!),
    scores: Float32Array.from(kept, (i) => finds.after[i]!),
    imagined: imaginedOf(
      finds,
      kept,
      Float64Array.from(kept, (i) => matches.distances[i]!),
    ),
  };
}

/** Of the several nearest to each those that the learner knows least of. */
async function byNeighbours(
  context: StrategyContext,
  finds: LatentFinds,
  { search, indices, queries, excluded }: Candidates,
  { multiple }: Settings,
): Promise<Selection> {
  const found = new Map<number, { of: number; distance: number }>();
  // neighbours may be shared: then there are too few, and more are asked for
  for (let k = multiple; found.size < context.size; k *= 2) {
    const near = await search.nearest(queries, k, excluded, () => context.gate());
    for (let i = 0; i < near.indices.length; i++) {
      const index = indices[near.indices[i]!]!;
      const distance = near.distances[i]!;
      const known = found.get(index);
      if (!known || distance < known.distance) found.set(index, { of: Math.floor(i / near.each), distance });
    }
  }
  const real = Int32Array.from(found.keys());
  const kept = (await mostUncertain(context, real)).map((i) => real[i]!);
  return {
    indices: kept,
    scores: Float32Array.from(kept, (index) => finds.after[found.get(index)!.of]!),
    imagined: imaginedOf(
      finds,
      kept.map((index) => found.get(index)!.of),
      Float64Array.from(kept, (index) => found.get(index)!.distance),
    ),
  };
}

const imaginedOf = ({ samples, after, paths }: LatentFinds, of: Int32Array, distances: Float64Array): Imagined => ({
  samples,
  worth: after,
  of,
  distances,
  ...(paths && { paths }),
});
