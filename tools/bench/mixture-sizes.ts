/** Sizes of the bench "mixture": as many features as VGG-16 has, a component for each of ten classes. */

export const ROWS = 20_000;
export const SIZE = 512;
export const COMPONENTS = 10;
/** Iterations in a turn: so many that the other program's threads, which spin for a while before they sleep, take little of it. */
export const ITERATIONS = 10;
