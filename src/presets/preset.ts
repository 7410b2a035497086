/** Contract of a preset. */
import type { Surface } from '../protocol/decision-map.ts';
import type { SpecInput } from '../protocol/spec.ts';

/**
 * What the page tells over the results of the preset's run, in words for a visitor who has never heard of active learning. Words
 * in square brackets are explained on the page: `[pool]`, or `[stores|pool]` for the glossary's “pool”.
 */
export interface Story {
  /** What the run shows; `{initial}` and `{batch}` stand for the design’s numbers of labels, which the visitor may change. */
  shows: string;
  /** What to look at from a cycle on, earliest first; general hints where absent. */
  watch?: readonly { from: number; text: string }[];
  /** The two arms, by name, whose difference is the lesson; those that differ most where absent. */
  pair?: readonly [string, string];
}

export interface Preset {
  id: string;
  name: string;
  /** One sentence on what the preset shows. */
  about: string;
  story: Story;
  /** The initial view of the planes; regions if absent. */
  planeLayer?: Surface;
  spec: SpecInput;
}

/** The labels that a run begins with, and those that each cycle adds. */
export const labels = (counts: {
  initial: number;
  by: 'class' | 'random';
  perCycle: number;
  cycles: number;
}): Pick<SpecInput, 'initial' | 'query'> => ({
  initial: { size: counts.initial, by: counts.by },
  query: { size: counts.perCycle, cycles: counts.cycles },
});
