/** The form's training fields agree with the spec's schema: defaults, ranges, choices, and conversion in both directions. */
import { describe, expect, it } from 'vitest';
import { parseSpec, type TrainingSpec } from '../../src/protocol/spec.ts';
import {
  applicableTrainingFields,
  trainingFields,
  trainingFieldValue,
  withTrainingField,
} from '../../src/protocol/design/training-fields.ts';

const withTraining = (training: object): TrainingSpec =>
  parseSpec({
    version: 2,
    dataset: { source: 'files' },
    model: { name: 'mlp' },
    arms: [{ strategy: 'random' }],
    training,
  }).training;
const standard = withTraining({});

/** A method whose epochs pass through the labelled set, and one whose epochs pass through the larger one. */
const plain = {};
const overLarger = { epochsOver: 'larger' } as const;

describe.each(trainingFields)('$name', (field) => {
  const values: (number | string)[] =
    'choices' in field && field.choices
      ? field.choices.map(({ value }) => value)
      : [field.min!, field.max!, field.default];

  it('shows its default for a training without it', () => {
    expect(trainingFieldValue(standard, field.name, plain)).toBe(field.default);
  });

  it.each(values)('set to %s is a valid training, and is read back', (value) => {
    const training = withTraining(withTrainingField(standard, field.name, { value, method: plain }));
    expect(trainingFieldValue(training, field.name, plain)).toBe(value);
  });

  it('set to its default again, is absent', () => {
    const other = values.find((value) => value !== field.default)!;
    const there = withTrainingField(standard, field.name, { value: other, method: plain });
    const back = withTrainingField(there, field.name, { value: field.default, method: plain });
    expect(withTraining(back)).toEqual(
      ['steps', 'epochDraws'].includes(field.name) ? withTraining({ [field.name]: field.default }) : standard,
    );
  });

  it('does not change other fields', () => {
    const own = withTraining({ epochs: 7, batch: 3, optimizer: 'sgd', momentum: 0.5, weightDecay: 0.1, decay: [0.3], keep: 'last', patience: 2, looks: 5, augmentation: 'crop' }); // prettier-ignore
    const changed = withTrainingField(own, field.name, { value: values[1]!, method: plain });
    for (const { name } of trainingFields)
      if (name !== field.name && !(field.name === 'steps' || field.name === 'epochDraws' ? name === 'unit' : false))
        expect(trainingFieldValue(changed, name, plain)).toBe(trainingFieldValue(own, name, plain));
  });
});

it('every field of the schema can be set in the form', () => {
  const full = { ...withTraining({ schedule: 'cosine' }), ...withTraining({ steps: 3, epochsOver: 'larger', epochDraws: 5, decay: [0.5], momentum: 0.5, weightDecay: 0.1, keep: 'last', looks: 3, augmentation: 'crop' }) }; // prettier-ignore
  const names: string[] = [...trainingFields.map(({ name }) => name), 'epochsOver', 'schedule', 'method', 'parameters'];
  for (const name of Object.keys(full)) expect(names).toContain(name);
});

describe('a form', () => {
  const names = (training: object, images = false) =>
    applicableTrainingFields(withTraining(training), { images, method: plain }).map(({ name }) => name);

  it('has epochs or gradient steps, momentum for SGD, augmentation for images', () => {
    expect(names({})).not.toContain('steps');
    expect(names({ steps: 10 })).not.toContain('epochs');
    expect(names({})).not.toContain('momentum');
    expect(names({ optimizer: 'sgd' })).toContain('momentum');
    expect(names({})).not.toContain('augmentation');
    expect(names({}, true)).toContain('augmentation');
    expect(names({ epochDraws: 10 })).toContain('epochDraws');
  });

  it('offers the spec’s own schedule besides the usual ones', () => {
    const training = withTraining({ decay: [0.2, 0.9] });
    const decay = applicableTrainingFields(training, { images: false, method: plain }).find(
      ({ name }) => name === 'decay',
    );
    expect(decay?.choices?.map(({ value }) => value)).toEqual([
      '',
      '0.5 0.75',
      '0.8',
      'cosine',
      'one-cycle',
      '0.2 0.9',
    ]);
  });

  it('sets a schedule by its name in place of shares of the steps, and the other way round', () => {
    const set = (training: TrainingSpec, value: string) =>
      withTraining(withTrainingField(training, 'decay', { value, method: plain }));
    const cosine = set(withTraining({ decay: [0.5] }), 'cosine');
    expect(cosine).toEqual(withTraining({ schedule: 'cosine' }));
    expect(trainingFieldValue(cosine, 'decay', plain)).toBe('cosine');
    expect(set(cosine, '0.8')).toEqual(withTraining({ decay: [0.8] }));
    expect(set(cosine, '')).toEqual(standard);
  });
});

describe('the unit of a training whose method counts epochs over the larger set', () => {
  const unitOf = (training: TrainingSpec) => trainingFieldValue(training, 'unit', overLarger);
  const withUnit = (training: TrainingSpec, value: string) =>
    withTraining(withTrainingField(training, 'unit', { value, method: overLarger }));

  it('is that of the method where the spec has none, and then the spec keeps none', () => {
    expect(unitOf(standard)).toBe('larger');
    expect(withUnit(withUnit(standard, 'steps'), 'larger')).not.toHaveProperty('epochsOver');
  });

  it.each(['labelled', 'larger', 'draws', 'steps'])('set to %s, is read back', (value) => {
    expect(unitOf(withUnit(standard, value))).toBe(value);
  });

  it('stays that of the spec, whatever the method', () => {
    expect(withUnit(standard, 'labelled').epochsOver).toBe('labelled');
    expect(unitOf(withTraining({ epochsOver: 'labelled' }))).toBe('labelled');
    expect(trainingFieldValue(withTraining({ epochsOver: 'larger' }), 'unit', plain)).toBe('larger');
  });
});
