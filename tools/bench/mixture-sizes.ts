/** What the bench of mixtures fits, by whoever: features as many as VGG-16 has, a component for each of ten classes. */

export const ROWS = 20_000;
export const SIZE = 512;
export const COMPONENTS = 10;
/** A turn. */
export const ITERATIONS = 2;
