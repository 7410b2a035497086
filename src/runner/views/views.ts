/** Samples as the learner sees them: what a strategy named among its needs, batch after batch. */
import type { Network } from '../../models/model.ts';
import type { Need } from '../../protocol/catalogue.ts';
import { hyperplaneOf, signedDistances } from '../../strategies/support/hyperplane.ts';
import type { View } from '../../strategies/contracts/strategy.ts';
import { predict } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/training-method.ts';

/** @param indices the samples' names: indices into the data set, or cells of a grid */
export async function* viewsOf(
  network: Network,
  samples: SampleSet,
  indices: Int32Array,
  needs: readonly Need[],
  gate: () => Promise<void>,
): AsyncGenerator<View> {
  const plane = needs.includes('hyperplane') ? await hyperplaneOf(network) : undefined;
  const wants = { features: !!plane || needs.includes('features'), trunk: needs.includes('trunk') };
  for await (const batch of predict(network, samples, wants, { gate, progress: () => undefined })) {
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
export async function wholeViewOf(...of: Parameters<typeof viewsOf>): Promise<View> {
  const [network, samples, indices, needs] = of;
  const whole: View = {
    indices,
    classes: network.classes,
    probabilities: new Float32Array(samples.count * network.classes),
    featureSize: network.featureSize,
    ...(needs.includes('features') && { features: new Float32Array(samples.count * network.featureSize) }),
    ...(needs.includes('trunk') && { trunk: new Float32Array(samples.count * network.trunkSize) }),
    ...(needs.includes('hyperplane') && { distances: new Float32Array(samples.count) }),
  };
  let done = 0;
  for await (const view of viewsOf(...of)) {
    whole.probabilities.set(view.probabilities, done * network.classes);
    if (view.features) whole.features?.set(view.features, done * network.featureSize);
    if (view.trunk) whole.trunk?.set(view.trunk, done * network.trunkSize);
    if (view.distances) whole.distances?.set(view.distances, done);
    done += view.indices.length;
  }
  return whole;
}
