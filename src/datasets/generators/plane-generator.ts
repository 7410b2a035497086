/** What the generators of points on a plane have in common. */
import type { Draws } from '../../random/rng.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { Generator } from './generator.ts';
import { Deck, SampleDraws } from './sample-rng.ts';

interface PlaneSet extends Pick<GeneratorInfo, 'name' | 'label' | 'summary' | 'about' | 'reference' | 'classes'> {
  defaultSize?: number;
  /** How often each group is in a deck of samples; equal where absent. */
  counts?: number[];
  /** The class of each group; group g is class g where absent. */
  classOf?: number[];
  /** A point of the group: x to the right, y upwards. */
  point(group: number, chance: SampleDraws): [x: number, y: number];
}

/** A generator from a rule for the points of each group. */
export function planeGenerator(set: PlaneSet): Generator {
  const { point, counts, classOf, defaultSize = 1000, ...words } = set;
  return {
    about: { ...words, kind: 'plane', shape: [2], defaultSize, parameters: [] },
    painter(draws: Draws) {
      const deck = new Deck(draws.child('classes'), counts ?? words.classes.map(() => 1));
      const chance = new SampleDraws(draws.child('points'));
      return (index, into, at) => {
        const group = deck.card(index);
        const [x, y] = point(group, chance.at(index));
        into[at] = x;
        into[at + 1] = y;
        return classOf ? classOf[group]! : group;
      };
    },
  };
}
