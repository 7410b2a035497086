/** The settings of an arm as run, from the log, one per line. */
import { describe, expect, it } from 'vitest';
import { loggedSettings, plannedSettings, settingsLines } from '../../src/metrics/settings-text.ts';
import type { Catalogue } from '../../src/protocol/catalogue.ts';
import { presets } from '../../src/presets/index.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { integerParameter, switchParameter } from '../../src/protocol/parameters.ts';
import { parseSpec } from '../../src/protocol/spec.ts';

const entry = { summary: '', about: '', reference: '' };
const catalogue: Catalogue = {
  strategies: [{ ...entry, name: 'k-median', group: 'diversity', label: 'k-median', requires: [], parameters: [integerParameter('candidates', { label: 'Candidates', about: '', default: 10, min: 1, max: 99 })] }], // prettier-ignore
  models: [{ ...entry, name: 'mlp', label: 'Multi-layer perceptron', kinds: ['plane'], parameters: [switchParameter('augment', { label: 'Augment', about: '', default: true })] }], // prettier-ignore
  trainings: [{ ...entry, name: 'supervised', label: 'Supervised', parameters: [] }],
  measures: [],
  assets: [],
};
const settings = {
  strategy: { name: 'k-median', parameters: { candidates: 12 } },
  model: { name: 'mlp', parameters: { augment: false, unheard: 3 } },
  training: {
    ...{ method: 'supervised', parameters: {}, epochs: 200, steps: null, batch: 64, optimizer: 'sgd', momentum: 0.9 },
    ...{ decay: [0.5, 0.75], keep: 'best', augmentation: 'none' },
  },
  passes: 8,
};

describe('settings as run', () => {
  it.each(['cosine', 'one-cycle'] as const)('have the schedule %s where there is no step decay', (schedule) => {
    const spec = parseSpec({ ...parseSpec(presets[0]!.spec), model: { name: 'mlp' }, training: { schedule }, arms: [{ strategy: 'k-median' }] }); // prettier-ignore
    const line = settingsLines(plannedSettings(spec, 0, catalogue)!, catalogue).find(([name]) => name === 'Schedule');
    expect(line?.[1]).toMatch(schedule);
  });

  it('name every value, labelled as in the forms', () => {
    expect(settingsLines(settings, catalogue)).toEqual([
      ['Strategy', 'k-median'],
      ['Candidates', '12'],
      ['Model', 'Multi-layer perceptron'],
      ['Augment', 'off'],
      ['unheard', '3'],
      ['Training', 'Supervised'],
      ['Epochs', '200'],
      ['Unit of training length', 'epochs of the labelled set'],
      ['Batch', '64'],
      ['Optimizer', 'SGD'],
      ['Momentum', '0.9'],
      ['Schedule', 'step decay ×0.1 at 50 %, 75 %'],
      ['Weights', 'best on the validation split'],
      ['Augmentation', 'none'],
      ['MC-dropout passes', '8'],
    ]);
  });

  it('say what an epoch passes through, and of a length in gradient steps nothing of epochs', () => {
    const linesOf = (change: object) => settingsLines({ training: { ...settings.training, ...change } }, catalogue);
    expect(linesOf({ epochsOver: 'larger' })).toContainEqual(['Unit of training length', 'epochs of the larger set']);
    const inSteps = linesOf({ epochsOver: 'larger', steps: 1250 });
    expect(inSteps).toContainEqual(['Unit of training length', 'gradient steps']);
    expect(inSteps).toContainEqual(['Gradient steps', '1250']);
    expect(inSteps.map(([name]) => name)).not.toContain('Epochs');
  });

  it('show names that are not in the catalogue as they are', () => {
    expect(settingsLines({ model: { name: 'own', parameters: { width: 2 } } }, undefined)).toEqual([
      ['Model', 'own'],
      ['width', '2'],
    ]);
  });

  it('are those of the arm’s last training', () => {
    const trained = (arm: number, epochs: number) =>
      ({ type: 'trained', arm, settings: { training: { epochs } } }) as unknown as LogEvent;
    const log = [trained(0, 1), trained(1, 2), trained(0, 3), trained(1, 4)];
    expect(loggedSettings(log, 0)).toEqual({ training: { epochs: 3 } });
    expect(loggedSettings(log, 2)).toBeUndefined();
  });

  it('are those of the design before the first training, with every default', () => {
    const spec = parseSpec({
      ...presets[0].spec,
      arms: [{ strategy: 'k-median', model: { name: 'mlp' }, training: { method: 'supervised', epochs: 7 } }],
    });
    const lines = settingsLines(plannedSettings(spec, 0, catalogue) ?? {}, catalogue);
    expect(lines).toContainEqual(['Candidates', '10']);
    expect(lines).toContainEqual(['Epochs', '7']);
    expect(
      plannedSettings({ ...spec, arms: [{ ...spec.arms[0]!, strategy: 'unheard' }] }, 0, catalogue),
    ).toBeUndefined();
  });
});
