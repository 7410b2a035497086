/**
 * Contract of a built-in data set: its description, and how sample i of a part is drawn from that part's random stream.
 * Sample i depends on the seed and on i only: a larger set begins with the samples of a smaller one, and any block can be
 * drawn without those before it.
 */
import type { Rng } from '../../random/rng.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { SampleArray } from '../../protocol/dataset.ts';

/** Writes the values of sample `index` into `into` from `at` on, and returns its label. */
export type SampleWriter = (index: number, into: SampleArray, at: number) => number;

export interface DatasetGenerator {
  about: GeneratorInfo;
  /** @param rng the part's own stream: the training and the test part each have one */
  sampleWriter(rng: Rng): SampleWriter;
}
