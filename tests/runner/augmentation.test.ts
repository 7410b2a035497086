/** Augmentation as a setting of an experiment: what it replaces, where it is refused, and unchanged behaviour without it. */
import { describe, expect, test } from 'vitest';
import { armMethods, fullSupervisionMethods } from '../../src/runner/registry.ts';
import type { LogEvent, Trained } from '../../src/protocol/events.ts';
import { parseSpec, type Spec, type SpecInput } from '../../src/protocol/spec.ts';
import { ignoreMessages, freshDatabase, labWith, realRegistry, specOf, withoutTimes } from '../support/test-lab.ts';

type Kind = NonNullable<Spec['training']['augmentation']>;

const withKind = (augmentation: Kind | undefined, change: Partial<SpecInput> = {}): Spec =>
  specOf({
    model: { name: 'linear' },
    arms: [{ strategy: 'entropy' }],
    seeds: [1],
    query: { size: 3, cycles: 1 },
    training: { epochs: 5, batch: 4, learningRate: 0.05, ...(augmentation && { augmentation }) },
    ...change,
  });

/** The samples as images of one row and two pixels. */
async function run(spec: Spec): Promise<LogEvent[]> {
  const lab = labWith(await freshDatabase({ kind: 'image', shape: [1, 2, 1] }));
  const { id } = await lab.create(spec, 'groups');
  await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
  return lab.log(id);
}
const losses = (log: LogEvent[]): number[] =>
  log.filter((event): event is Trained => event.type === 'trained').map((event) => event.loss);

describe('augmentation in a run', () => {
  test('changes the training reproducibly', async () => {
    const [none, crop, again] = [await run(withKind('none')), await run(withKind('crop')), await run(withKind('crop'))];
    expect(losses(crop)).not.toEqual(losses(none));
    expect(withoutTimes(again)).toEqual(withoutTimes(crop));
  });

  test('is none where it is absent, except for a network with augmentation of its own; the spec is unchanged', async () => {
    const [absent, none] = [await run(withKind(undefined)), await run(withKind('none'))];
    expect(withoutTimes(absent).slice(1)).toEqual(withoutTimes(none).slice(1));
    expect(absent[0]).not.toHaveProperty('spec.training.augmentation');
  });

  test('replaces the small CNN’s own augmentation, in the arm that has it', () => {
    const spec = withKind(undefined, {
      model: { name: 'cnn-small' },
      arms: [{ strategy: 'random' }, { strategy: 'entropy', training: { augmentation: 'flip-crop' } }],
    });
    const modelOf = (given: Spec, arm?: number) =>
      (arm === undefined ? fullSupervisionMethods(realRegistry, given) : armMethods(realRegistry, given, arm)).settings
        .model.parameters;
    const augments = (given: Spec, arm?: number) => modelOf(given, arm)['augment'];
    expect([augments(spec), augments(spec, 0), augments(spec, 1)]).toEqual([true, true, false]);
    expect(augments(parseSpec({ ...spec, training: { augmentation: 'none' } }), 0)).toBe(false);
    expect(modelOf(withKind('crop'), 0)).not.toHaveProperty('augment');
  });

  test.each([
    ['the design', withKind('flip-crop')],
    ['an arm', withKind(undefined, { arms: [{ strategy: 'random', training: { augmentation: 'wobble' } }] })],
    ['the reference', withKind('crop', { reference: true, arms: [{ strategy: 'random', training: {} }] })],
  ])('is refused for data that are not images: of %s', async (_, spec) => {
    const lab = labWith(await freshDatabase());
    await expect(lab.create(spec, 'groups')).rejects.toMatchObject({
      code: 'unfit',
      message: expect.stringMatching(/is for images, and “Groups” is table data/) as string,
    });
  });

  test('none is accepted for all data', async () => {
    const lab = labWith(await freshDatabase());
    expect(await lab.create(withKind('none'), 'groups')).toMatchObject({ finished: false });
  });
});
