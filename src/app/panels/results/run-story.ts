/** What the page tells over the results of a run: of a preset its own story, of any other design one made from its numbers. */
import type { DatasetKind } from '../../../protocol/dataset.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { Preset, Story } from '../../../presets/preset.ts';
import { plural } from '../../../metrics/format.ts';

/** What a preset's story is about: its data and its arms. Other sizes and seeds do not change it. */
const subject = ({ dataset, arms }: Pick<Spec, 'dataset' | 'arms'>): string =>
  JSON.stringify([
    'name' in dataset ? dataset.name : undefined,
    arms.map(({ strategy, name, parameters }) => [strategy, name, parameters]),
  ]);

/** What tells presets of the same data and arms apart. */
const setting = ({ model, pool, initial }: Pick<Spec, 'model' | 'pool' | 'initial'>): string =>
  JSON.stringify([model.name, pool?.imbalance, initial.classShare]);

/**
 * The preset whose data and arms the design has; of several the one with its model and imbalance.
 * @param parse fills the defaults of a preset's spec in
 */
export const presetOf = (
  spec: Spec,
  presets: readonly Preset[],
  parse: (spec: Preset['spec']) => Spec,
): Preset | undefined => {
  const alike = presets
    .map((preset) => ({ preset, parsed: parse(preset.spec) }))
    .filter(({ parsed }) => subject(parsed) === subject(spec));
  return (alike.find(({ parsed }) => setting(parsed) === setting(spec)) ?? alike[0])?.preset;
};

const hints = {
  plane: [
    {
      from: 0,
      text: 'Rings are the points that a strategy queries next; outlined points have their labels already. The colours show what each [learner] predicts.',
    },
    {
      from: 2,
      text: 'Where do the rings lie: along the [boundary|decision boundary], or spread out? The curves tell which choice pays.',
    },
  ],
  other: [
    {
      from: 0,
      text: 'Each row of “Queried samples” is what a strategy chose to have labelled next; ✗ marks what its [learner] gets wrong.',
    },
    { from: 2, text: 'Do the strategies choose alike? The curves tell which choice pays.' },
  ],
};

/** A story of any design. @param names of its arms within a sentence */
export function generatedStory(spec: Spec, names: readonly string[], data: string): Story {
  const { initial, query } = spec;
  const list = names.length > 4 ? plural(names.length, 'strategy', 'strategies') : listed(names);
  const who =
    names.length === 1
      ? `a [query strategy] (${list}) picks`
      : `${names.length > 4 ? list : `the [query strategies|query strategy] ${list}`} pick`;
  return {
    shows: `[Active learning] on ${data}: ${who} which samples to have labelled, ${query.size.toLocaleString('en')} in each [cycle], beginning with ${plural(initial.size, 'label')}.`,
  };
}

/** A story's sentence with the design's numbers of labels in their places. */
export const withNumbers = (text: string, { initial, query }: Pick<Spec, 'initial' | 'query'>): string =>
  text
    .replace('{initial}', initial.size.toLocaleString('en'))
    .replace('{batch}', query.size.toLocaleString('en'))
    .replace(/\b1 labels\b/, '1 label');

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export interface Moment {
  cycle: number;
  /** Whether the run is finished and its end is shown. */
  finished: boolean;
  kind: DatasetKind | undefined;
}

/** What to watch at a moment of the run. */
export function watchText({ watch }: Story, { cycle, finished, kind }: Moment): string {
  const steps = watch ?? hints[kind === 'plane' ? 'plane' : 'other'];
  const text = steps.findLast(({ from }) => from <= cycle)?.text ?? steps[0]?.text ?? '';
  return finished ? `${text} The run is finished: ← and → show its cycles again.` : text;
}
