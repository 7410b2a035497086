/**
 * The auto-encoders of the ASAL paper (supplement, Tables 4, 6 and 9). Where the paper trains on two digits alone it has a
 * third of the channels: width 1/3. Layers that batch norm follows have no biases of their own, but for the last of Table 6.
 */
import { withDefaults } from '../protocol/catalogue-check.ts';
import { convolution, maxPooled } from '../tensor/layers.ts';
import { reshape, type Tensor4D } from '../tensor/tf.ts';
import { doubling, rangeOf, seedSides, type Doubling } from './upsampling.ts';
import type { AutoEncoderModel } from './generative-networks.ts';
import type { Mode } from '../models/model.ts';
import { normalizedConvolution } from '../models/parts/normalization.ts';
import { asImages, flattened, imageShape } from '../models/parts/shapes.ts';
import { Weights } from '../models/parts/weights.ts';
import { scaled, widthParameter } from '../models/parts/width.ts';

interface Table {
  name: string;
  label: string;
  number: 4 | 6 | 9;
  images: string;
  /** Channels after each halving. */
  encoder: readonly number[];
  /** How sides are halved: by a stride, behind which comes leaky ReLU or batch norm, or by batch norm and max-pooling. */
  halving: 'leaky' | 'normalized' | 'pooled';
  decoder: Doubling;
}

const REMEDY = 'Choose an auto-encoder for smaller images; points of the plane need none.';
const parameters = [{ ...widthParameter, about: `${widthParameter.about} So is the code’s length.` }];

function autoEncoder({ name, label, number, images, encoder, halving, decoder }: Table): AutoEncoderModel {
  return {
    about: {
      name,
      label,
      summary: `for images of ${images}`,
      about: `${encoder.length} convolutions of ${decoder.size} × ${decoder.size} down to ${encoder.at(-1)!} maps, and as many back.`,
      reference: `Mayer and Timofte 2020 (ASAL), supplement, Table ${number}`,
      kinds: ['image'],
      parameters,
    },
    range: rangeOf(decoder.output),
    build(given, draws, values) {
      const { width } = withDefaults(parameters, values) as { width: number };
      const shape = imageShape(name, given, 2 ** encoder.length, REMEDY);
      const weights = new Weights(draws);
      const how = { ...decoder, channels: decoder.channels.map((count) => scaled(count, width)) };
      const code = [...seedSides(shape, how), how.channels[0]!] as const;
      const down = encoder.map((count, index) => {
        const from = index === 0 ? shape[2] : scaled(encoder[index - 1]!, width);
        return halvingLayer(weights, decoder.size, from, scaled(count, width), halving);
      });
      const up = doubling(weights, shape, how);
      return {
        shape,
        codeSize: code[0] * code[1] * code[2],
        encode: (samples, mode) => flattened(down.reduce((x, layer) => layer(x, mode), asImages(samples))),
        decode: (codes, mode) => up(reshape(codes, [-1, ...code]) as Tensor4D, mode),
        variables: weights.variables,
        state: weights.state,
        dispose: () => weights.dispose(),
      };
    },
  };
}

function halvingLayer(
  weights: Weights,
  size: number,
  from: number,
  to: number,
  halving: Table['halving'],
): (x: Tensor4D, mode: Mode) => Tensor4D {
  if (halving === 'leaky') {
    const { filter, bias } = weights.convolution(size, from, to, 'he');
    return (x) => convolution(x, filter, bias, 'leaky-relu', 2);
  }
  const filter = weights.filter(size, from, to, 'he');
  const norm = weights.batchNorm(to);
  if (halving === 'normalized') return (x, mode) => normalizedConvolution(x, filter, norm, 'relu', mode, 2);
  return (x, mode) => maxPooled(normalizedConvolution(x, filter, norm, 'relu', mode), 2, 2, 'same');
}

export const autoEncoderMnist = autoEncoder({
  name: 'auto-encoder-28',
  label: 'Convolutional, small',
  number: 4,
  images: '28 × 28',
  encoder: [3, 6, 12],
  halving: 'leaky',
  decoder: { size: 5, channels: [12, 6, 3], norm: false, output: 'sigmoid' },
});

export const autoEncoderCifar = autoEncoder({
  name: 'auto-encoder-32',
  label: 'Convolutional, with batch norm',
  number: 6,
  images: '32 × 32',
  encoder: [64, 32, 16],
  halving: 'pooled',
  decoder: { size: 3, channels: [16, 32, 64], norm: true, normalizedOutput: true, output: 'sigmoid' },
});

export const autoEncoderCelebA = autoEncoder({
  name: 'auto-encoder-64',
  label: 'Convolutional, for larger images',
  number: 9,
  images: '64 × 64',
  encoder: [128, 64, 32, 16],
  halving: 'normalized',
  decoder: { size: 5, channels: [16, 32, 64, 128], norm: true, output: 'tanh' },
});
