/** Shapes of samples that models take. */
import { Problem } from '../../protocol/problem.ts';
import { reshape, type Tensor, type Tensor2D, type Tensor4D } from '../../tensor/tf.ts';

/** `[n, …]` → `[n, values]`. */
export function flattened(samples: Tensor): Tensor2D {
  return (samples.rank === 2 ? samples : reshape(samples, [samples.shape[0]!, -1])) as Tensor2D;
}

export const asImages = (samples: Tensor): Tensor4D => samples as Tensor4D;

/** Side lengths after a valid convolution of this size and a pooling by two. */
export const sideAfterPooling = (side: number, filter: number, pad: 'same' | 'valid'): number =>
  Math.floor((pad === 'same' ? side : side - filter + 1) / 2);

/** A side length halved `times` times, rounded up. */
export const halvedSide = (side: number, times: number): number => Math.ceil(side / 2 ** times);

interface ImageRequirement {
  /** Name of the model that takes the images. */
  model: string;
  /** Least height and width. */
  minSide: number;
  /** Of the problem. */
  remedy?: string;
}

/**
 * Height, width and channels.
 * @throws Problem `unfit` where the samples are no images, or smaller than required
 */
export function imageShape(
  shape: readonly number[],
  { model, minSide, remedy = 'Choose the MLP or the linear model.' }: ImageRequirement,
): [number, number, number] {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height! < minSide || width! < minSide)
    throw new Problem(
      'unfit',
      `The model “${model}” takes images of at least ${minSide} × ${minSide}, and these samples are ${shape.join(' × ')}.`,
      remedy,
    );
  return [height!, width!, channels!];
}
