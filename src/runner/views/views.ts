/** Samples as the learner sees them: what a strategy named among its needs, batch after batch. */
import type { Network } from '../../models/model.ts';
import type { RequirementKey } from '../../protocol/requirements.ts';
import { hyperplaneOf, signedDistances } from '../../strategies/support/hyperplane.ts';
import type { PredictionView } from '../../strategies/contracts/strategy.ts';
import { predict } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';

/** @param indices the samples' names: indices into the data set, or cells of a grid */
export async function* viewsOf(
  network: Network,
  samples: SampleSet,
  indices: Int32Array,
  needs: readonly RequirementKey[],
  checkpoint: () => Promise<void>,
): AsyncGenerator<PredictionView> {
  const plane = needs.includes('hyperplane') ? await hyperplaneOf(network) : undefined;
  const outputs = { features: !!plane || needs.includes('features'), trunk: needs.includes('trunk') };
  for await (const batch of predict(network, samples, outputs, { checkpoint, progress: () => undefined })) {
    yield {
      indices: batch.positions.map((position) => indices[position]!),
      classes: network.classes,
      probabilities: batch.probabilities,
      featureSize: network.featureSize,
      ...(needs.includes('features') && { features: batch.features! }),
      ...(batch.trunk && { trunk: batch.trunk }),
      ...(plane && { distances: signedDistances(plane, batch.features!).map(Math.abs) }),
    };
  }
}

/** All views in one, for few samples. */
export async function viewOf(...args: Parameters<typeof viewsOf>): Promise<PredictionView> {
  const [network, samples, indices, needs] = args;
  const whole: PredictionView = {
    indices,
    classes: network.classes,
    probabilities: new Float32Array(samples.count * network.classes),
    featureSize: network.featureSize,
    ...(needs.includes('features') && { features: new Float32Array(samples.count * network.featureSize) }),
    ...(needs.includes('trunk') && { trunk: new Float32Array(samples.count * network.trunkSize) }),
    ...(needs.includes('hyperplane') && { distances: new Float32Array(samples.count) }),
  };
  let offset = 0;
  for await (const view of viewsOf(...args)) {
    whole.probabilities.set(view.probabilities, offset * network.classes);
    if (view.features) whole.features?.set(view.features, offset * network.featureSize);
    if (view.trunk) whole.trunk?.set(view.trunk, offset * network.trunkSize);
    if (view.distances) whole.distances?.set(view.distances, offset);
    offset += view.indices.length;
  }
  return whole;
}
