/** A board of four by four squares: uncertainty sampling alone refines known borders and misses squares. */
import { planeGenerator } from './plane-generator.ts';

const SQUARES = 4;
/** Margin without points along every edge, as a fraction of a square, so that the classes can be separated. */
const GAP = 0.04;

export const checkerboard = planeGenerator({
  name: 'checkerboard',
  label: 'Checkerboard',
  summary: 'sixteen squares in two colours',
  about:
    'Points on a board of four by four squares, the two classes in turn. A square without a label is ' +
    'confidently wrong, so that a strategy which only refines the boundary it knows is slow to find them all.',
  reference: 'After Konyushkova, Sznitman and Fua, “Learning active learning from data” (2017).',
  classes: ['even squares', 'odd squares'],
  defaultSize: 1500,
  point(colour, rng) {
    const row = rng.integer(SQUARES);
    const column = 2 * rng.integer(SQUARES / 2) + ((row + colour) % 2);
    const along = () => GAP + (1 - 2 * GAP) * rng.uniform();
    return [(2 * (column + along())) / SQUARES - 1, (2 * (row + along())) / SQUARES - 1];
  },
});
