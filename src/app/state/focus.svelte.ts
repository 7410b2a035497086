/**
 * What the visitor points at and looks at: one selection that every figure shares. Hovering a sample lights it up
 * everywhere, hovering an arm fades the others, the scrubber sets the cycle. Nothing of it is part of an experiment.
 */

import type { Surface } from '../../presets/index.ts';

/** A cycle to look at; `latest` follows the run, each arm at its own last cycle. */
export type ShownCycle = 'latest' | number;

export type Inspected =
  | { kind: 'sample'; index: number }
  | { kind: 'samples'; indices: readonly number[] }
  /** One cycle of one arm, under the shown seed. */
  | { kind: 'cycle'; arm: number; cycle: number };

export class Focus {
  hoveredSample = $state<number>();
  hoveredArm = $state<number>();
  /** The seed whose planes and picks are shown; `latest` is the one that began last. */
  shownSeed = $state<'latest' | number>('latest');
  shownCycle = $state<ShownCycle>('latest');
  inspected = $state.raw<Inspected>();
  /** What the planes show where an arm has it; a preset says which to begin with. */
  surface = $state<Surface>('regions');

  /** Name of the measure in curves, headings and comparisons; where a run does not have it, accuracy is shown. */
  measure = $state('accuracy');

  /** The shown cycle as a bound: Infinity while following the run. */
  get maxCycle(): number {
    return this.shownCycle === 'latest' ? Infinity : this.shownCycle;
  }

  /** Back to following the run, as when another one is opened. */
  reset(): void {
    this.hoveredSample = undefined;
    this.hoveredArm = undefined;
    this.shownSeed = 'latest';
    this.shownCycle = 'latest';
    this.inspected = undefined;
  }
}

export const focus = new Focus();
