/**
 * What a built-in data set is: how it describes itself, and how sample i of a part comes out of that part's stream.
 * Sample i depends on the seed and on i only, so that a larger set begins with the smaller one's samples and any block
 * can be drawn without those before it.
 */
import type { Rng } from '../../random/rng.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { SampleArray } from '../../protocol/dataset.ts';

/** Writes the values of sample `index` into `into` from `at` on, and returns its label. */
export type SampleWriter = (index: number, into: SampleArray, at: number) => number;

export interface DatasetGenerator {
  about: GeneratorInfo;
  /** @param draws the part's own stream: training and test part each have one */
  sampleWriter(rng: Rng): SampleWriter;
}
