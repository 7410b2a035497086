/**
 * The auto-encoders of the ASAL paper (Mayer and Timofte 2020, supplement, Tables 4, 6 and 9). For two digits the paper has a third
 * of the channels: width 1/3. Layers followed by batch norm have no biases, except the last one of Table 6.
 */
import { withDefaults } from '../../protocol/parameters.ts';
import { convolution, maxPooled } from '../../tensor/layers.ts';
import { reshape, type Tensor4D } from '../../tensor/tf.ts';
import { upsamplingLayers, rangeOfActivation, initialSides, type UpsamplingConfig } from './upsampling.ts';
import type { AutoEncoderModel } from './generative-networks.ts';
import type { Mode } from '../../models/model.ts';
import { normalizedConvolution } from '../../models/parts/normalization.ts';
import { asImages, flattened, imageShape } from '../../models/parts/shapes.ts';
import { Weights, type FilterShape } from '../../models/parts/weights.ts';
import { scaledFilters, widthParameter } from '../../models/parts/width.ts';

interface AutoEncoderArchitecture {
  name: string;
  label: string;
  tableNumber: 4 | 6 | 9;
  images: string;
  /** Channels after each halving. */
  encoder: readonly number[];
  /** How sides are halved: by a stride, with leaky ReLU or batch norm behind it, or by max-pooling behind batch norm. */
  downsampling: 'leaky' | 'normalized' | 'pooled';
  decoder: UpsamplingConfig;
}

const REMEDY = 'Choose an auto-encoder for smaller images; points of the plane need none.';
const parameters = [{ ...widthParameter, about: `${widthParameter.about} So is the code’s length.` }];

function autoEncoderModel({
  name,
  label,
  tableNumber,
  images,
  encoder,
  downsampling,
  decoder,
}: AutoEncoderArchitecture): AutoEncoderModel {
  return {
    about: {
      name,
      label,
      summary: `for images of ${images}`,
      about: `${encoder.length} convolutions of ${decoder.size} × ${decoder.size} down to ${encoder.at(-1)!} maps, and as many back.`,
      reference: `Mayer and Timofte 2020 (ASAL), supplement, Table ${tableNumber}`,
      kinds: ['image'],
      parameters,
    },
    range: rangeOfActivation(decoder.output),
    build(dataShape, rng, values) {
      const { width } = withDefaults(parameters, values);
      const shape = imageShape(dataShape, { model: name, minSide: 2 ** encoder.length, remedy: REMEDY });
      const weights = new Weights(rng);
      const decoderConfig = { ...decoder, channels: decoder.channels.map((count) => scaledFilters(count, width)) };
      const code = [...initialSides(shape, decoderConfig), decoderConfig.channels[0]!] as const;
      const encoderLayers = encoder.map((count, index) => {
        const from = index === 0 ? shape[2] : scaledFilters(encoder[index - 1]!, width);
        return downsamplingLayer(weights, { size: decoder.size, from, to: scaledFilters(count, width) }, downsampling);
      });
      const decoderLayers = upsamplingLayers(weights, shape, decoderConfig);
      return {
        shape,
        codeSize: code[0] * code[1] * code[2],
        encode: (samples, mode) => flattened(encoderLayers.reduce((x, layer) => layer(x, mode), asImages(samples))),
        decode: (codes, mode) => decoderLayers(reshape(codes, [-1, ...code]) as Tensor4D, mode),
        variables: weights.variables,
        state: weights.state,
        dispose: () => weights.dispose(),
      };
    },
  };
}

function downsamplingLayer(
  weights: Weights,
  shape: FilterShape,
  downsampling: AutoEncoderArchitecture['downsampling'],
): (x: Tensor4D, mode: Mode) => Tensor4D {
  if (downsampling === 'leaky') {
    const { filter, bias } = weights.convolution(shape, 'he');
    return (x) => convolution(x, filter, bias, 'leaky-relu', 2);
  }
  const filter = weights.filter(shape, 'he');
  const norm = weights.batchNorm(shape.to);
  const layer = { filter, norm, activation: 'relu' } as const;
  if (downsampling === 'normalized') return (x, mode) => normalizedConvolution(x, { ...layer, strides: 2 }, mode);
  return (x, mode) => maxPooled(normalizedConvolution(x, layer, mode), 2, 2, 'same');
}

export const autoEncoderMnist = autoEncoderModel({
  name: 'auto-encoder-28',
  label: 'Convolutional, small',
  tableNumber: 4,
  images: '28 × 28',
  encoder: [3, 6, 12],
  downsampling: 'leaky',
  decoder: { size: 5, channels: [12, 6, 3], norm: false, output: 'sigmoid' },
});

export const autoEncoderCifar = autoEncoderModel({
  name: 'auto-encoder-32',
  label: 'Convolutional, with batch norm',
  tableNumber: 6,
  images: '32 × 32',
  encoder: [64, 32, 16],
  downsampling: 'pooled',
  decoder: { size: 3, channels: [16, 32, 64], norm: true, normalizedOutput: true, output: 'sigmoid' },
});

export const autoEncoderCelebA = autoEncoderModel({
  name: 'auto-encoder-64',
  label: 'Convolutional, for larger images',
  tableNumber: 9,
  images: '64 × 64',
  encoder: [128, 64, 32, 16],
  downsampling: 'normalized',
  decoder: { size: 5, channels: [16, 32, 64, 128], norm: true, output: 'tanh' },
});
