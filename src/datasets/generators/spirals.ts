/** Three spiral arms: a long boundary, and three classes, for which margin, entropy and least confidence differ. */
import { planeGenerator } from './plane-generator.ts';

/** Turns from the inner to the outer end. */
const TURNS = 0.8;
const NOISE = 0.045;

export const spirals = planeGenerator({
  name: 'spirals',
  label: 'Spirals',
  summary: 'three arms wound round each other',
  about:
    'Three arms of a spiral, a third of a turn apart. The boundary is long for so few points, and with three classes ' +
    'the smallest margin, the largest entropy and the least confidence query different samples.',
  reference: 'After Lang and Witbrock, “Learning to tell two spirals apart” (1988), with three arms.',
  classes: ['arm one', 'arm two', 'arm three'],
  point(arm, rng) {
    // The square root spreads the points evenly along the arm instead of crowding the centre.
    const t = 0.1 + 0.9 * Math.sqrt(rng.uniform());
    const angle = 2 * Math.PI * (arm / 3 + TURNS * t) + Math.PI / 2;
    return [t * Math.cos(angle) + NOISE * rng.normal(), t * Math.sin(angle) + NOISE * rng.normal()];
  },
});
