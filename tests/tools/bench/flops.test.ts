/** Operation counts of the bench's models against figures computed by hand or published. */
import { describe, expect, it } from 'vitest';
import { flopsPerUnit } from '../../../tools/bench/tensor/flops.ts';
import { parameterCount } from '../../../tools/bench/tensor/inputs.ts';
import { product, workloads, type NetworkWorkload } from '../../../tools/bench/tensor/workloads.ts';

const find = (model: string, phase: string): NetworkWorkload =>
  workloads(false).find((one) => one.model === model && one.phase === phase) as NetworkWorkload;

describe('operations of one image', () => {
  it('a product of matrices takes two for each of side³ multiply-adds', () => {
    expect(flopsPerUnit(product(1024))).toBe(2_147_483_648);
  });

  it('linear: 784 × 10 forward; training adds only the gradient of the weights, since the image has none', () => {
    expect(flopsPerUnit(find('linear', 'scoring'))).toBe(15_680);
    expect(flopsPerUnit(find('linear', 'training'))).toBe(2 * 15_680);
  });

  it('LeNet of ASAL’s Table 5, layer by layer', () => {
    const first = 2 * 28 * 28 * 5 * 5 * 1 * 32;
    const forward = first + 2 * 14 * 14 * 5 * 5 * 32 * 64 + 2 * 3136 * 1024 + 2 * 1024 * 10;
    expect(forward).toBe(27_767_808);
    expect(flopsPerUnit(find('lenet', 'scoring'))).toBe(forward);
    expect(flopsPerUnit(find('lenet', 'training'))).toBe(3 * forward - first);
  });

  it('valid convolutions count the remaining positions: 24 × 24 and 8 × 8 in LeNet-5', () => {
    const forward = 2 * (24 * 24 * 25 * 10 + 8 * 8 * 25 * 10 * 20 + 320 * 50 + 50 * 10);
    expect(flopsPerUnit(find('lenet-5', 'scoring'))).toBe(forward);
  });

  it('the critic: strides give 14, 7 and 4; two plain steps, and four passes for the penalty', () => {
    const first = 2 * 14 * 14 * 25 * 64;
    const last = 2 * 4096;
    const forward = first + 2 * 7 * 7 * 25 * 64 * 128 + 2 * 4 * 4 * 25 * 128 * 256 + last;
    expect(flopsPerUnit(find('wgan-gp', 'training'))).toBe(2 * (3 * forward - first) + 4 * forward - last);
  });

  it('ResNet-18 for CIFAR: 555.4 million multiply-adds, 11.17 million parameters, as published', () => {
    const resnet = find('resnet-18', 'scoring');
    expect(flopsPerUnit(resnet) / 2).toBe(555_422_720);
    expect(parameterCount(resnet.layers)).toBe(11_173_962);
  });

  it('all models’ parameters by hand', () => {
    const counts = ['linear', 'cnn-small', 'lenet', 'lenet-5', 'wgan-gp'].map((name) =>
      parameterCount(find(name, 'training').layers),
    );
    const lenet = 832 + 51_264 + 3137 * 1024 + 10_250;
    expect(counts).toEqual([
      7850,
      208 + 3216 + 16_448 + 650,
      lenet,
      260 + 5020 + 16_050 + 510,
      1_664 + 204_928 + 819_456 + 4097,
    ]);
  });

  it('small workloads, for emulated adapters, are the same networks in smaller batches', () => {
    const networks = (tiny: boolean) => workloads(tiny).filter(({ kind }) => kind !== 'product') as NetworkWorkload[];
    const [large, small] = [networks(false), networks(true)];
    expect(small.map(({ model, phase }) => `${model} ${phase}`)).toEqual(
      large.map(({ model, phase }) => `${model} ${phase}`),
    );
    small.forEach((one, i) => {
      expect(one.batch).toBeLessThanOrEqual(large[i]!.batch);
      expect(one.layers).toEqual(large[i]!.layers);
    });
  });
});
