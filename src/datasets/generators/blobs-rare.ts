/** Ten normal clusters, one of them rare: how soon does a strategy find the tenth class? */
import { planeGenerator } from './plane-generator.ts';

/** Centre, standard deviations along the cluster's axes, and the angle of the first axis in turns. */
const BLOBS = [
  [3.1, 0.2, 0.75, 0.45, 0.25],
  [2.2, 2.3, 0.6, 0.5, 0.1],
  [0.1, 3.0, 0.9, 0.42, 0.02],
  [-2.2, 2.2, 0.55, 0.55, 0],
  [-3.1, 0.1, 0.45, 0.8, 0.04],
  [-2.0, -2.2, 0.8, 0.48, 0.4],
  [0.2, -3.1, 0.65, 0.5, 0.05],
  [2.3, -2.1, 0.5, 0.75, 0.12],
  [-0.9, 0.6, 0.65, 0.5, 0.08],
  [1.0, -0.6, 0.3, 0.3, 0],
] as const;

export const blobsRare = planeGenerator({
  name: 'blobs-rare',
  label: 'Ten blobs, one rare',
  summary: 'ten clusters; the tenth is a tenth as frequent',
  about:
    'Ten normal clusters of different widths. “rare” has one sample in 91 and sits in the middle, where the others ' +
    'meet: random sampling rarely queries it, uncertainty sampling finds it by accident, diversity sampling finds it early.',
  reference: '',
  classes: ['blob 1', 'blob 2', 'blob 3', 'blob 4', 'blob 5', 'blob 6', 'blob 7', 'blob 8', 'blob 9', 'rare'],
  defaultSize: 2000,
  counts: [10, 10, 10, 10, 10, 10, 10, 10, 10, 1],
  point(blob, rng) {
    const [x, y, along, across, turn] = BLOBS[blob]!;
    const u = along * rng.normal();
    const v = across * rng.normal();
    const cos = Math.cos(2 * Math.PI * turn);
    const sin = Math.sin(2 * Math.PI * turn);
    return [x + u * cos - v * sin, y + u * sin + v * cos];
  },
});
