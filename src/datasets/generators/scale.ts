/** Mean and deviation of generated samples, gathered while they stream by. */
import type { DatasetInfo, DatasetKind, SampleArray } from '../../spec/dataset.ts';

export class Scale {
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;
  private readonly channels: number;
  private values = 0;

  constructor(
    private readonly kind: DatasetKind,
    shape: readonly number[],
  ) {
    this.channels = shape.at(-1)!;
    this.sums = new Float64Array(this.channels);
    this.squares = new Float64Array(this.channels);
  }

  /** @param block whole samples, their values as stored */
  add(block: SampleArray): void {
    const { channels, sums, squares } = this;
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      let square = 0;
      for (let i = c; i < block.length; i += channels) {
        const value = block[i]!;
        sum += value;
        square += value * value;
      }
      sums[c]! += sum;
      squares[c]! += square;
    }
    this.values += block.length / channels;
  }

  /**
   * Per channel of an image (of values / 255) or per column. The two columns of a plane get one deviation, the root of
   * their mean variance: a plane is scaled as a whole, so that circles stay circles and a strip stays a strip.
   */
  result(): DatasetInfo['scale'] {
    const unit = this.kind === 'image' ? 1 / 255 : 1;
    const mean = Array.from(this.sums, (sum) => sum / this.values);
    const variance = Array.from(this.squares, (square, c) => Math.max(0, square / this.values - mean[c]! ** 2));
    const joint = Math.sqrt(variance.reduce((a, b) => a + b, 0) / this.channels);
    return {
      mean: mean.map((one) => one * unit),
      std: variance.map((one) => (this.kind === 'plane' ? joint : Math.sqrt(one)) * unit),
    };
  }
}
