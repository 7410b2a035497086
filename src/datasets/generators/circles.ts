/** A ring around a ring: a straight boundary is hardly better than guessing. */
import { planeGenerator } from './plane-generator.ts';

const RADII = [1, 0.5];
const NOISE = 0.1;

export const circles = planeGenerator({
  name: 'circles',
  label: 'Circles',
  summary: 'one ring around the other',
  about:
    'Points on two circles about one centre, of radius 1 and ½, with normal noise. The boundary is closed: what is ' +
    'learned on one side says little about the other, so queries should cover the whole ring.',
  reference: 'After make_circles of scikit-learn.',
  classes: ['outer ring', 'inner ring'],
  point(ring, rng) {
    const angle = 2 * Math.PI * rng.uniform();
    const radius = RADII[ring]!;
    return [radius * Math.cos(angle) + NOISE * rng.normal(), radius * Math.sin(angle) + NOISE * rng.normal()];
  },
});
