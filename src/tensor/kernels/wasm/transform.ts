/** `tf.image.transform` on WASM in the form that augmentation uses; otherwise the stock kernel. */
import { JobKind, runJob } from '../../native/job.ts';
import { pointerOf, wrapKernel } from './stock-wasm.ts';

/** image `[n, height, width, channels]`, transforms `[n or 1, 8]`; bilinear between pixels, edge values outside. */
wrapKernel('Transform', (call, stock) => {
  const { backend, inputs, attrs } = call;
  if (attrs['interpolation'] !== 'bilinear' || attrs['fillMode'] !== 'nearest') return stock(call);
  const { image, transforms } = inputs as Record<'image' | 'transforms', (typeof inputs)[string]>;
  const [images, height, width, channels] = image.shape as [number, number, number, number];
  const [newHeight, newWidth] = (attrs['outputShape'] as [number, number] | undefined) ?? [height, width];
  const out = backend.makeOutput([images, newHeight, newWidth, channels], 'float32');
  const one = transforms.shape[0] === 1 ? 1 : 0;
  const pointers = [image, transforms, out].map((tensor) => pointerOf(backend, tensor));
  const parameters = [height, width, channels, newHeight, newWidth, one, ...pointers];
  runJob(JobKind.warp, images, parameters, 10 * images * newHeight * newWidth * channels);
  return out;
});
