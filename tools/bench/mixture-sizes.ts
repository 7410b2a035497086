/** What the bench of mixtures fits, by whoever: features as many as VGG-16 has, a component for each of ten classes. */

export const ROWS = 20_000;
export const SIZE = 512;
export const COMPONENTS = 10;
/** A turn: long enough that the other's threads, which look for work a while before they sleep, take little of it. */
export const ITERATIONS = 10;
