/** Settings as run: every default resolved from the spec and the catalogue. */
import { describe, expect, test } from 'vitest';
import { integerParameter, switchParameter } from '../../src/protocol/parameters.ts';
import type { Catalogue } from '../../src/protocol/catalogue.ts';
import { resolve, resolveFullSupervision } from '../../src/protocol/settings.ts';
import { parseSpec, type SpecInput } from '../../src/protocol/spec.ts';

const texts = { label: '', group: 'uncertainty', summary: '', about: '', reference: '' } as const;
const passes = integerParameter('passes', { label: 'Passes', about: '', default: 10, min: 2, max: 200 });
const augment = switchParameter('augment', { label: 'Augment', about: '', default: true });
const width = integerParameter('width', { label: 'Width', about: '', default: 32, min: 1, max: 99 });
const catalogue: Catalogue = {
  strategies: [
    { ...texts, name: 'random', parameters: [], requires: [] },
    { ...texts, name: 'bald', parameters: [passes], requires: [] },
  ],
  models: [
    { ...texts, name: 'cnn', parameters: [width, augment], kinds: ['image'] },
    { ...texts, name: 'mlp', parameters: [width], kinds: ['plane'] },
  ],
  trainings: [
    { ...texts, name: 'supervised', parameters: [] },
    { ...texts, name: 'paired', parameters: [], epochsOver: 'larger' },
    {
      ...texts,
      name: 'aligned',
      parameters: [integerParameter('steps', { label: '', about: '', default: 7, min: 1, max: 9 })],
    },
  ],
  measures: [],
  assets: [],
};
const specOf = (given: Partial<SpecInput>) =>
  parseSpec({
    ...{ version: 2, dataset: { source: 'built-in', name: 'strokes' }, model: { name: 'cnn' } },
    arms: [{ strategy: 'random' }],
    ...given,
  });

describe('the settings of an arm', () => {
  test('have every default of a minimal spec', () => {
    expect(resolve(specOf({}), 0, catalogue)).toEqual({
      strategy: { name: 'random', parameters: {} },
      model: { name: 'cnn', parameters: { width: 32, augment: true } },
      training: {
        ...{ method: 'supervised', parameters: {}, epochs: 60, steps: null, epochsOver: 'labelled', epochDraws: null },
        ...{ batch: 16, optimizer: 'adam', learningRate: 0.001, decay: [], momentum: null, weightDecay: 0 },
        ...{ keep: 'best', patience: 10, looks: 20, augmentation: 'none' },
      },
      passes: 1,
    });
  });

  test('are those of the arm, otherwise those of the spec', () => {
    const spec = specOf({
      training: { epochs: 5, optimizer: 'sgd', decay: [0.5], looks: 3 },
      measure: { passes: 20 },
      arms: [
        { strategy: 'bald', parameters: { passes: 4 } },
        { strategy: 'bald', model: { name: 'mlp' }, training: { method: 'aligned', steps: 9, momentum: 0.3 } },
      ],
    });
    const [first, second] = [0, 1].map((arm) => resolve(spec, arm, catalogue));
    expect(first).toMatchObject({
      strategy: { parameters: { passes: 4 } },
      training: { epochs: 5, optimizer: 'sgd', momentum: 0.9, decay: [0.5], looks: 3 },
      passes: 20,
    });
    expect(second).toMatchObject({
      strategy: { parameters: { passes: 10 } },
      model: { name: 'mlp', parameters: { width: 32 } },
      // momentum is a setting of SGD only
      training: {
        method: 'aligned',
        parameters: { steps: 7 },
        steps: 9,
        epochs: 60,
        optimizer: 'adam',
        momentum: null,
      },
      passes: 20,
    });
    expect(resolveFullSupervision(spec, catalogue)).toMatchObject({ model: { name: 'cnn' }, training: { epochs: 5 } });
  });

  test('have the training’s augmentation instead of the model’s own', () => {
    const augmented = (augmentation: 'none' | 'crop') => resolve(specOf({ training: { augmentation } }), 0, catalogue);
    for (const kind of ['none', 'crop'] as const)
      expect(augmented(kind)).toMatchObject({
        training: { augmentation: kind },
        model: { parameters: { augment: false } },
      });
  });

  test('have the method’s own epochs, unless the spec says otherwise', () => {
    const epochsOf = (training: SpecInput['training']) =>
      resolve(specOf({ training }), 0, catalogue).training.epochsOver;
    expect(epochsOf({ method: 'supervised' })).toBe('labelled');
    expect(epochsOf({ method: 'paired' })).toBe('larger');
    expect(epochsOf({ method: 'paired', epochsOver: 'labelled' })).toBe('labelled');
    expect(epochsOf({ method: 'supervised', epochsOver: 'larger' })).toBe('larger');
  });

  test('have no undefined field', () => {
    const open = (value: unknown): boolean =>
      value === undefined || (typeof value === 'object' && value !== null && Object.values(value).some(open));
    expect(open(resolve(specOf({ training: { method: 'aligned' } }), 0, catalogue))).toBe(false);
  });

  test('are refused with a message where a name is not in the catalogue', () => {
    expect(() => resolve(specOf({ arms: [{ strategy: 'oracle' }] }), 0, catalogue)).toThrow('oracle');
  });
});
