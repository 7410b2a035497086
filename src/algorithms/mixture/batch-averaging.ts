/**
 * The paper's procedure for data larger than memory (section 3.2): one mixture per batch, its components matched to those
 * of the first batch by the assignment of least Bhattacharyya distance, and the parameters averaged. It differs from EM over
 * all data (`em.ts`) and takes longer; it exists for comparison.
 */
import { solveAssignment } from './assignment.ts';
import { fitMixture, type EmOptions } from './em.ts';
import { bhattacharyyaDistance, emptyMixture, reorderComponents, type Mixture, type RowStream } from './mixture.ts';
import { seedMixture } from './initialisation.ts';

/** @param start the mixture from which every batch starts, or a number of components with means drawn from its rows */
export async function fitBatchAveraged(
  stream: RowStream,
  start: Mixture | { components: number },
  options: EmOptions,
): Promise<Mixture> {
  let first: Mixture | undefined;
  let average: Mixture | undefined;
  let done = 0;
  for await (const rows of stream()) {
    if (rows.count === 0) continue;
    const batchStream: RowStream = () => [rows];
    const batchOptions = { ...options, rng: options.rng.child('batch', done) };
    const batchStart = 'weights' in start ? start : await seedMixture(batchStream, start.components, batchOptions);
    const { mixture } = await fitMixture(batchStream, batchStart, batchOptions);
    first ??= mixture;
    average ??= zeroMixture(mixture);
    const matched = reorderComponents(mixture, matchComponents(first, mixture));
    // Batches are weighted by their rows, so that a short last one has less weight.
    const share = rows.count / (done + rows.count);
    for (const part of ['weights', 'means', 'variances'] as const)
      for (let at = 0; at < average[part].length; at++)
        average[part][at]! += share * (matched[part][at]! - average[part][at]!);
    done += rows.count;
  }
  if (!average) throw new Error('There is no row to fit a mixture to.');
  return average;
}

/** The component of the other mixture matched to each component of the first. */
export function matchComponents(first: Mixture, other: Mixture): Int32Array {
  const { components } = first;
  const costs = new Float64Array(components * components);
  for (let i = 0; i < components; i++)
    for (let j = 0; j < components; j++)
      costs[i * components + j] = bhattacharyyaDistance({ mixture: first, k: i }, { mixture: other, k: j });
  return solveAssignment(costs, components);
}

function zeroMixture({ components, size }: Mixture): Mixture {
  const mixture = emptyMixture(components, size);
  mixture.variances.fill(0);
  return mixture;
}
