/** The contract of a measure of a generator. A new one is a file here and a line in `../index.ts`. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { Gaussian } from './gaussian-fit.ts';

/** What the embedding classifier makes of generated samples, and of real ones. */
export interface EmbeddedSamples {
  classes: number;
  /** `[n]`: the classes that the samples were generated for. */
  labels: Int32Array;
  /** `[n]`: the most probable class, the lowest of equals. */
  predicted: Int32Array;
  /** `[n, classes]` row-major. */
  probabilities: Float32Array;
  /** Of the features of generated and of real samples: of all, and of those of each class. */
  generated: Gaussians;
  real: Gaussians;
}

export interface Gaussians {
  all: Gaussian;
  perClass: readonly Gaussian[];
}

export interface GeneratorMeasure {
  about: MeasureInfo;
  /** @returns NaN where it is not defined */
  measure(samples: EmbeddedSamples): number;
  /** The same of the samples of each class, `[classes]`. */
  perClass(samples: EmbeddedSamples): number[];
}
