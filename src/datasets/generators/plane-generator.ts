/** Generators of points on a plane, from a rule for the points of each group. */
import type { Rng } from '../../random/rng.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { DatasetGenerator } from './generator.ts';
import { ClassSequence, SampleRng } from './sample-rng.ts';

interface PlaneDataset extends Pick<GeneratorInfo, 'name' | 'label' | 'summary' | 'about' | 'reference' | 'classes'> {
  defaultSize?: number;
  /** Samples of each group in a block of samples; equal if absent. */
  counts?: number[];
  /** The class of each group; group g is class g if absent. */
  classOf?: number[];
  /** A point of the group: x to the right, y upwards. */
  point(group: number, rng: SampleRng): [x: number, y: number];
}

export function planeGenerator(set: PlaneDataset): DatasetGenerator {
  const { point, counts, classOf, defaultSize = 1000, ...about } = set;
  return {
    about: { ...about, kind: 'plane', shape: [2], defaultSize, parameters: [] },
    sampleWriter(rng: Rng) {
      const groups = new ClassSequence(rng.child('classes'), counts ?? about.classes.map(() => 1));
      const sampleRng = new SampleRng(rng.child('points'));
      return (index, into, at) => {
        const group = groups.classAt(index);
        const [x, y] = point(group, sampleRng.seek(index));
        into[at] = x;
        into[at + 1] = y;
        return classOf ? classOf[group]! : group;
      };
    },
  };
}
