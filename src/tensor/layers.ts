/**
 * Layers of networks. Each is one fused kernel where the backend has it (see kernels/), otherwise stock ops; in both cases
 * its gradient is differentiable, which a gradient penalty needs.
 */
export type { Activation } from './layers/activation.ts';
export { leakyRelu } from './layers/activation.ts';
export { convolution, transposedConvolution as deconvolution, type Pad } from './layers/convolution.ts';
export { dense } from './layers/dense.ts';
export { withChannelDropout, withDropout } from './layers/dropout.ts';
export { crossEntropy, gradientNorms, gradientPenalty, hingeLoss, interpolated } from './layers/losses.ts';
export { batchNorm, batchNormInference, layerNorm } from './layers/normalization.ts';
export {
  maxPool as maxPooled,
  meanPool,
  globalMeanPool as meanPooled,
  maxPoolRelu as pooled,
  convolutionMaxPoolRelu as pooledConvolution,
  upsample as upsampled,
} from './layers/pooling.ts';
export { withoutGradient } from './layers/stop-gradient.ts';
export { logSoftmax } from './layers/higher-order-gradients.ts';
