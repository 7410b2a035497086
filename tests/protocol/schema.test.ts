/** Specs: read with their defaults, or refused with one sentence that names the place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/protocol/catalogue.ts';
import { Problem, problemText, throwIfAborted } from '../../src/protocol/problem.ts';
import { checkAgainstCatalogue } from '../../src/protocol/catalogue-check.ts';
import { withDefaults } from '../../src/protocol/parameters.ts';
import { armNames, modelOf, parseSpec, parseSpecText, trainingOf, type SpecInput } from '../../src/protocol/spec.ts';

/** The published example for the command line. */
const MNIST = `{
  "version": 2,
  "dataset": { "source": "files" },
  "pool": { "train": 10000, "validation": 1000, "test": 2000 },
  "initial": { "size": 20, "by": "class" },
  "query": { "size": 10, "cycles": 8 },
  "model": { "name": "cnn-small" },
  "training": { "method": "supervised", "epochs": 60, "batch": 16, "learningRate": 0.001 },
  "arms": [ { "strategy": "random" }, { "strategy": "entropy" }, { "strategy": "margin" }, { "strategy": "core-set" } ],
  "seeds": [1, 2]
}`;

const least: SpecInput = {
  version: 2,
  dataset: { source: 'built-in', name: 'two-moons' },
  model: { name: 'mlp' },
  arms: [{ strategy: 'random' }],
};

const said = (input: unknown): string => {
  try {
    parseSpec(input);
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).toBe('bad-spec');
    return (error as Problem).message;
  }
  return 'fine';
};

describe('reading a spec', () => {
  it('accepts the published example unchanged', () => {
    expect(parseSpecText(MNIST)).toMatchObject(JSON.parse(MNIST));
  });

  it('takes the size of an initial set from its lists', () => {
    expect(parseSpec({ ...least, initial: { indices: [[7, 5, 9]] } }).initial).toEqual({
      size: 3,
      by: 'class',
      indices: [[7, 5, 9]],
    });
  });

  it('fills in defaults', () => {
    expect(parseSpec(least)).toEqual({
      version: 2,
      dataset: { source: 'built-in', name: 'two-moons', size: 2000, testSize: 0, seed: 1 },
      pool: { validation: 0 },
      initial: { size: 10, by: 'class' },
      query: { size: 10, cycles: 10 },
      model: { name: 'mlp', parameters: {} },
      training: {
        method: 'supervised',
        epochs: 60,
        batch: 16,
        learningRate: 0.001,
        optimizer: 'adam',
        patience: 10,
        parameters: {},
      },
      arms: [{ strategy: 'random', parameters: {} }],
      seeds: [1],
      reference: false,
    });
  });

  it.each([
    [{ version: 0 }, 'version', 'this must be 2, not 0'],
    [{ dataset: undefined }, 'dataset', 'this is missing'],
    [{ dataset: { source: 'web' } }, 'dataset.source', 'this must be “built-in” or “files” or “stored”, not “web”'],
    [
      { initial: { size: 4, indices: [[7, 5]] } },
      'initial.indices.0',
      'there are 2 samples, and the initial size is 4',
    ],
    [{ initial: { indices: [[7], [5, 6]] } }, 'initial.indices.1', 'there are 2 samples, and the initial size is 1'],
    [{ initial: { indices: [[7, 5, 7]] } }, 'initial.indices.0', 'sample 7 is listed twice'],
    [{ measure: { passes: 1 } }, 'measure.passes', 'this must be at least 2, not 1'],
    [{ pool: { train: 'ten' } }, 'pool.train', 'this must be a number, not “ten”'],
    [{ pool: { train: 1 } }, 'pool.train', 'this must be at least 2, not 1'],
    [{ query: { size: 2.5 } }, 'query.size', 'this must be a whole number, not 2.5'],
    [{ query: { siez: 2 } }, 'query.siez', 'this field is unknown'],
    [{ training: { learningRate: 0 } }, 'training.learningRate', 'this must be more than 0, not 0'],
    [{ training: { optimizer: 'lion' } }, 'training.optimizer', 'this must be “adam” or “sgd”, not “lion”'],
    [
      { training: { schedule: 'cosine', decay: [0.5] } },
      'training',
      'it has a schedule and a decay; only one can say how the learning rate falls',
    ],
    [
      { arms: [{ strategy: 'random', training: { schedule: 'one-cycle', decay: [] } }] },
      'arms.0.training',
      'it has a schedule and a decay; only one can say how the learning rate falls',
    ],
    [{ training: { epochs: 1e6 } }, 'training.epochs', 'this must be at most 10,000, not 1000000'],
    [{ arms: [] }, 'arms', 'this must be at least 1 entry long, not 0'],
    [{ arms: [{ strategy: 'random' }, { strategy: 3 }] }, 'arms.1.strategy', 'this must be text, not 3'],
    [{ arms: [{}] }, 'arms.0.strategy', 'this is missing'],
    [{ arms: 'random' }, 'arms', 'this must be a list, not “random”'],
    [{ seeds: [1, 2, 1] }, 'seeds', 'a seed is listed twice'],
    [{ reference: 'yes' }, 'reference', 'this must be true or false or an object, not “yes”'],
    [{ sedes: [1] }, 'sedes', 'this field is unknown'],
    [{ name: '' }, 'name', 'this must be at least 1 character long, not 0'],
  ])('%j is refused with its place and fault', (wrong, place, fault) => {
    expect(said({ ...least, ...wrong })).toBe(`The spec is wrong at “${place}”: ${fault}.`);
  });

  it('reads a text that begins with a byte order mark', () => {
    expect(parseSpecText(`\ufeff${JSON.stringify(least)}`)).toEqual(parseSpec(least));
  });

  it('refuses values that are no objects', () => {
    for (const wrong of [null, 3, 'x']) expect(said(wrong)).toContain('“the document”: this must be an object');
    expect(said([])).toContain('wrong');
    expect(() => parseSpecText('{ "version": 2, ')).toThrow(/^The spec is not JSON: /);
  });

  it('gives one sentence on one line for any value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('dataset', 'pool', 'arms', 'seeds', 'model', 'extra'),
        (value, key) => {
          expect(said({ ...least, [key]: value })).toMatch(/^(fine|The spec is wrong at “.+”: .+\.)$/s);
        },
      ),
    );
  });

  it('does not change a spec that is read again', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max });
    const values = fc.dictionary(fc.string(), fc.oneof(fc.boolean(), fc.string(), whole(0, 9)), { maxKeys: 2 });
    const any = fc.record(
      {
        version: fc.constant(1 as const),
        dataset: fc.record(
          { source: fc.constant('files' as const), name: fc.constant('n') },
          { requiredKeys: ['source'] },
        ),
        pool: fc.record({ train: whole(2, 99), validation: whole(0, 9), test: whole(1, 9) }, { requiredKeys: [] }),
        initial: fc.record(
          { size: whole(1, 99), by: fc.constantFrom('random' as const, 'class' as const) },
          { requiredKeys: [] },
        ),
        model: fc.record({ name: fc.constant('mlp'), parameters: values }, { requiredKeys: ['name'] }),
        training: fc.record({ epochs: whole(1, 9), optimizer: fc.constant('sgd' as const) }, { requiredKeys: [] }),
        arms: fc.array(fc.record({ strategy: fc.constantFrom('random', 'margin'), parameters: values }), {
          minLength: 1,
          maxLength: 5,
        }),
        seeds: fc.uniqueArray(whole(0, 99), { minLength: 1, maxLength: 5 }),
      },
      { requiredKeys: ['version', 'dataset', 'model', 'arms'] },
    );
    fc.assert(
      fc.property(any, (input) => {
        const once = parseSpec(input);
        expect(parseSpec(once)).toEqual(once);
        expect(parseSpecText(JSON.stringify(once))).toEqual(once);
      }),
    );
  });
});

describe('arms', () => {
  it('are numbered where a strategy is listed twice', () => {
    const names = armNames(parseSpec({ ...least, arms: [{ strategy: 'a' }, { strategy: 'b' }, { strategy: 'a' }] }));
    expect(names).toEqual(['a', 'b', 'a 2']);
  });

  it('may not have equal names', () => {
    expect(
      said({
        ...least,
        arms: [
          { strategy: 'a', name: 'x' },
          { strategy: 'b', name: 'x' },
        ],
      }),
    ).toContain('same name');
    expect(said({ ...least, arms: [{ strategy: 'a' }, { strategy: 'b', name: 'a' }] })).toContain('same name');
  });

  it('may have a model and training of their own', () => {
    const spec = parseSpec({
      ...least,
      arms: [{ strategy: 'a' }, { strategy: 'b', model: { name: 'linear' }, training: { epochs: 5 } }],
    });
    expect([modelOf(spec, 0).name, modelOf(spec, 1).name]).toEqual(['mlp', 'linear']);
    expect([trainingOf(spec, 0).epochs, trainingOf(spec, 1).epochs]).toEqual([60, 5]);
  });
});

describe('names', () => {
  const words = { label: '', group: 'uncertainty', summary: '', about: '', reference: '' } as const;
  const parameters = [
    { name: 'rate', label: '', about: '', kind: 'number' as const, default: 0.5, min: 0, max: 1 },
    { name: 'units', label: '', about: '', kind: 'integer' as const, default: 8, min: 1 },
    { name: 'warm', label: '', about: '', kind: 'switch' as const, default: false },
    { name: 'by', label: '', about: '', kind: 'choice' as const, default: 'a', choices: [{ value: 'a', label: 'A' }] },
  ];
  const catalogue: Catalogue = {
    strategies: [{ ...words, name: 'random', parameters: [], requires: [] }],
    models: [{ ...words, name: 'mlp', parameters, kinds: ['plane'] }],
    trainings: [{ ...words, name: 'supervised', parameters: [] }],
    measures: [],
    assets: [],
  };
  const check = (parts: Partial<SpecInput>) => () =>
    checkAgainstCatalogue(parseSpec({ ...least, ...parts }), catalogue);

  it('in the catalogue are accepted', () => {
    expect(check({})).not.toThrow();
    expect(check({ model: { name: 'mlp', parameters: { rate: 1, units: 3, warm: true, by: 'a' } } })).not.toThrow();
  });

  it.each([
    [{ arms: [{ strategy: 'psychic' }] }, 'There is no strategy named “psychic”.'],
    [{ model: { name: 'gpt' } }, 'There is no model named “gpt”.'],
    [{ training: { method: 'osmosis' } }, 'There is no training method named “osmosis”.'],
    [{ arms: [{ strategy: 'random', model: { name: 'gpt' } }] }, 'There is no model named “gpt”.'],
    [{ model: { name: 'mlp', parameters: { size: 1 } } }, 'The model “mlp” has no parameter “size”.'],
    [
      { model: { name: 'mlp', parameters: { rate: 2 } } },
      'The parameter “rate” of the model “mlp” must be at most 1, not 2.',
    ],
    [
      { model: { name: 'mlp', parameters: { units: 0 } } },
      'The parameter “units” of the model “mlp” must be at least 1, not 0.',
    ],
    [{ model: { name: 'mlp', parameters: { units: 1.5 } } }, 'The parameter “units” of the model “mlp” cannot be 1.5.'],
    [{ model: { name: 'mlp', parameters: { warm: 1 } } }, 'The parameter “warm” of the model “mlp” cannot be 1.'],
    [{ model: { name: 'mlp', parameters: { by: 'b' } } }, 'The parameter “by” of the model “mlp” cannot be "b".'],
  ])('%j is refused', (wrong, words) => expect(check(wrong)).toThrow(words));

  it('of missing parameters have their defaults', () => {
    expect(withDefaults(parameters, { units: 3 })).toEqual({ rate: 0.5, units: 3, warm: false, by: 'a' });
  });
});

describe('problems', () => {
  it('have a text of one line, with the remedy where there is one', () => {
    expect(problemText(new Problem('full', 'It is full.', 'Delete something.'))).toBe('It is full. Delete something.');
    expect(problemText(new Problem('cancelled', 'Cancelled.'))).toBe('Cancelled.');
    expect(problemText(new Error('ours'))).toBe('ours');
    expect(problemText('text')).toBe('text');
  });

  it('are thrown for an aborted signal only', () => {
    expect(() => throwIfAborted()).not.toThrow();
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
    expect(() => throwIfAborted(AbortSignal.abort())).toThrow(Problem);
  });
});
