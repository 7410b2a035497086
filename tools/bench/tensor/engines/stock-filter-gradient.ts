/** The gradient of a convolution with respect to its filter for stock WASM, which has none: composed of stock ops. */
import * as tf from '@tensorflow/tfjs-core';

interface Attrs {
  strides: number | [number, number];
  pad: 'same' | 'valid';
  filterShape: [number, number, number, number];
}

/** For each position in the filter: its part of the padded input, transposed, times the gradient of the output. */
export function composeFilterGradient(): void {
  const kernelFunc = ({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs: Attrs }): tf.Tensor => {
    const [x, dy] = [inputs['x'], inputs['dy']] as [tf.Tensor4D, tf.Tensor4D];
    const { filterShape, strides, pad } = attrs;
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
    const { batchSize, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth, padInfo } = info;
    return tf.tidy(() => {
      const { top, bottom, left, right } = padInfo;
      const around: [number, number][] = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      const padded = tf.pad(x, around);
      const outputs = batchSize * outHeight * outWidth;
      const rows = tf.reshape(dy, [outputs, outChannels]);
      const places: tf.Tensor[] = [];
      for (let y = 0; y < info.filterHeight; y++)
        for (let column = 0; column < info.filterWidth; column++) {
          const end = [y + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1] as const;
          const seen = tf.stridedSlice(
            padded,
            [0, y, column, 0],
            [batchSize, ...end, inChannels],
            [1, strideHeight, strideWidth, 1],
          );
          places.push(tf.matMul(tf.reshape(seen, [outputs, inChannels]), rows, true, false));
        }
      return tf.reshape(tf.concat(places, 0), filterShape);
    });
  };
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  });
}
