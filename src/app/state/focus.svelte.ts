/**
 * The selection that all figures share: hovered sample and arm, shown seed and cycle, inspected samples. It is no part of an
 * experiment.
 */

import type { Surface } from '../../protocol/decision-map.ts';

/** `latest` follows the run: each arm at its own last cycle. */
export type ShownCycle = 'latest' | number;

export type Inspected =
  | { kind: 'sample'; index: number }
  | { kind: 'samples'; indices: readonly number[] }
  /** One cycle of one arm, for the shown seed. */
  | { kind: 'cycle'; arm: number; cycle: number };

export class Focus {
  hoveredSample = $state<number>();
  hoveredArm = $state<number>();
  /** The seed that the figures show; `latest` is the one that started last. */
  shownSeed = $state<'latest' | number>('latest');
  shownCycle = $state<ShownCycle>('latest');
  inspected = $state.raw<Inspected>();
  /** The layer of the planes, where an arm has it; a preset sets it. */
  surface = $state<Surface>('regions');

  /** Name of the measure in curves, headings and comparisons; where a run does not have it, accuracy is shown. */
  measure = $state('accuracy');

  /** The shown cycle as an upper bound: Infinity while following the run. */
  get maxCycle(): number {
    return this.shownCycle === 'latest' ? Infinity : this.shownCycle;
  }

  /** Whether the arm is faded, because another one is highlighted. */
  fades(arm: number): boolean {
    return this.hoveredArm !== undefined && this.hoveredArm !== arm;
  }

  /** Handlers of an element that stands for an arm: pointing at it highlights the arm in every figure. */
  hoverArm(arm: number) {
    return {
      onpointerenter: () => void (this.hoveredArm = arm),
      onpointerleave: () => void (this.hoveredArm = undefined),
    };
  }

  /** Handlers of an element that stands for a sample: pointing at it or focusing it highlights the sample in every figure. */
  hoverSample(index: number) {
    const enter = () => void (this.hoveredSample = index);
    const leave = () => void (this.hoveredSample = undefined);
    return { onpointerenter: enter, onpointerleave: leave, onfocus: enter, onblur: leave };
  }

  /** Follows the run again; called when another run is opened. */
  reset(): void {
    this.hoveredSample = undefined;
    this.hoveredArm = undefined;
    this.shownSeed = 'latest';
    this.shownCycle = 'latest';
    this.inspected = undefined;
  }
}

export const focus = new Focus();
