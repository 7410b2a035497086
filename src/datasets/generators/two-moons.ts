/** Two interleaved half circles: the data set of the first visit. */
import { planeGenerator } from './plane-generator.ts';

/** Deviation from the arc; the moons are 0.5 apart, so that a few points per thousand lie across. */
const NOISE = 0.14;

export const twoMoons = planeGenerator({
  name: 'two-moons',
  label: 'Two moons',
  summary: 'two half circles, one in the other',
  about:
    'Points along two interleaved half circles of radius 1 with normal noise. A straight line gets about 87% right; ' +
    'the learner has to bend its boundary, and a strategy has to find out where.',
  reference: 'After make_moons of scikit-learn.',
  classes: ['upper moon', 'lower moon'],
  point(moon, rng) {
    const angle = Math.PI * rng.uniform();
    const x = moon === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
    const y = moon === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
    return [x + NOISE * rng.normal(), y + NOISE * rng.normal()];
  },
});
