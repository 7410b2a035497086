/**
 * The presets: specs that can be run unchanged and give readable curves; and the sampling-bias trap, run on its first
 * seed, traps the strategies that it should.
 */
import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it } from 'vitest';
import { wholeRegistry } from '../../src/runner/whole-registry.ts';
import { CIFAR_10 } from '../../src/datasets/formats/cifar/cifar-names.ts';
import { generateDataset, generators } from '../../src/datasets/generators/index.ts';
import { selectClasses } from '../../src/datasets/splits/class-subset.ts';
import type { RunContext } from '../../src/runner/run-context.ts';
import { checkCompatibility } from '../../src/runner/compatibility.ts';
import { Lab } from '../../src/runner/lab.ts';
import { inMemoryLocks } from '../../src/runner/control/locks.ts';
import { catalogueOf, type Registry } from '../../src/runner/registry.ts';
import { recipesFor } from '../../src/generative/recipes/default-recipes.ts';
import { models } from '../../src/models/index.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { presets } from '../../src/presets/index.ts';
import { checkAgainstCatalogue } from '../../src/protocol/catalogue-check.ts';
import { parseSpec, type Spec } from '../../src/protocol/spec.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { strategies } from '../../src/strategies/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { autoEncoderRecipeNamed } from '../../src/generative/recipes/auto-encoder-recipes.ts';
import { resolve } from '../../src/protocol/settings.ts';
import { epochSize, scheduleFor } from '../../src/trainer/schedule.ts';
import { ganRecipeNamed } from '../../src/generative/recipes/gan-recipes.ts';

const means: Registry = wholeRegistry;
const builtIn = ({ dataset }: Spec) => {
  if (dataset.source !== 'built-in') throw new Error('a preset has to come with its data');
  return dataset;
};

describe('presets', () => {
  it('have unique ids and names, and their runs have that name', () => {
    expect(new Set(presets.map((one) => one.id)).size).toBe(presets.length);
    expect(new Set(presets.map((one) => one.name)).size).toBe(presets.length);
    for (const { name, spec } of presets) expect(spec.name).toBe(name);
  });

  it('start with the four strategies on two moons', () => {
    expect(presets[0].spec.arms.map((arm) => arm.strategy)).toEqual(['random', 'entropy', 'margin', 'core-set']);
    expect(builtIn(parseSpec(presets[0].spec)).name).toBe('two-moons');
  });
});

const ready = presets.filter(({ spec }) => parseSpec(spec).dataset.source === 'built-in');

/** Facts on the files of ASAL's presets, with a tenth of their samples. */
const dropped: Record<string, Pick<DatasetInfo, 'shape' | 'classes' | 'count' | 'testCount' | 'scale'>> = {
  MNIST: {
    shape: [28, 28, 1],
    classes: [...'0123456789'],
    count: 7000,
    testCount: 1000,
    scale: { mean: [0], std: [1] },
  },
  'CIFAR-10': { shape: [32, 32, 3], classes: CIFAR_10, count: 6000, testCount: 1000, scale: { mean: [0, 0, 0], std: [1, 1, 1] } }, // prettier-ignore
};
const withGenerator = presets.filter(({ spec }) => spec.arms.some(({ strategy }) => strategy === 'asal'));

describe('presets with a generator', () => {
  it('name their networks, the paper’s or reduced ones, and never mix them', () => {
    for (const { name, spec } of withGenerator) {
      const { dataset, arms } = parseSpec(spec);
      const about = dropped[dataset.source === 'files' ? dataset.name! : ''];
      const kind = about || name.startsWith('Strokes') ? 'image' : 'plane';
      for (const { strategy, parameters } of arms) {
        if (!strategies.find((one) => one.about.name === strategy)!.about.requires.includes('generator')) continue;
        const gan = (parameters['gan'] ?? 'auto') as string;
        const recipes = recipesFor(gan, { kind, name, shape: about?.shape ?? [28, 28, 1] });
        const size = ganRecipeNamed(recipes.gan).size;
        const paper = /the paper’s networks$/.test(name);
        // the shipped generator was trained by the quick recipe
        expect(size).toBe(paper ? 'paper' : about ? 'reduced' : kind === 'image' ? 'quick' : 'plane');
        const besides = kind === 'image' && autoEncoderRecipeNamed(recipes.autoEncoder!).size;
        expect(besides).toBe(kind === 'image' && (paper ? 'paper' : 'reduced'));
        // and for the data: the digits 5 and 7, ten digits, two classes of colour images
        if (size === 'paper') expect(recipes.autoEncoder!.replace('paper-auto-encoder', '')).toBe(gan.replace('paper-wgan-gp', '')); // prettier-ignore
      }
      expect(/reduced networks$|the paper’s networks$/.test(name)).toBe(!!about);
    }
  });

  const reduced = withGenerator.filter(({ name }) => name.endsWith('reduced networks'));
  it.each(reduced)('$name can be created once the files are imported', async (preset) => {
    await chooseBackend('wasm');
    const spec = parseSpec(preset.spec);
    if (spec.dataset.source !== 'files') throw new Error('waits for files');
    const about = dropped[spec.dataset.name!]!;
    const info = {
      id: 'd',
      name: spec.dataset.name!,
      kind: 'image',
      dtype: 'uint8',
      labelledCount: about.count,
      ...about,
    };
    const all = Int32Array.from({ length: about.count }, (_, i) => i % 10);
    const only = selectClasses(info as DatasetInfo, all, spec.dataset.classes);
    checkCompatibility({ spec, registry: means, ...only } as RunContext);
  });
});

describe('presets for files that the visitor drops', () => {
  it.each(presets.filter((one) => !ready.includes(one)))('$name asks for nothing that is not there', ({ spec }) => {
    checkAgainstCatalogue(parseSpec(spec), catalogueOf(means));
  });

  it('compare WAAL with supervised training for as many gradient steps', () => {
    const spec = parseSpec(presets.find((one) => one.id === 'fashion-waal')!.spec);
    const [random, waal, asLong] = spec.arms.map((_, arm) => resolve(spec, arm, catalogueOf(means)).training);
    expect([waal!.method, asLong!.method]).toEqual(['wasserstein', 'supervised']);
    expect(scheduleFor(asLong!, 10_000).steps).toBe(scheduleFor(waal!, 10_000).steps);
    expect(scheduleFor(random!, 1000).steps).toBe(80 * 16);
    expect([asLong!.epochsOver, waal!.epochsOver]).toEqual(['larger', 'larger']);
  });

  it('have the mixture paper’s eleven methods, each with the training that it needs', async () => {
    await chooseBackend('wasm');
    const eleven = presets.filter(({ id }) => /-eleven|-imbalanced(-paper)?$/.test(id) && id !== 'fashion-imbalanced');
    expect(eleven).toHaveLength(9);
    for (const preset of eleven) {
      const spec = parseSpec(preset.spec);
      expect(spec.arms.map(({ strategy }) => strategy)).toEqual([
        ...['random', 'core-set', 'learning-loss', 'vaal', 'snapshot', 'ta-vaal', 'core-gcn', 'tod', 'alfa-mix'],
        ...['waal', 'mixture'],
      ]);
      const side = spec.dataset.source === 'files' && spec.dataset.name === 'Fashion-MNIST' ? 28 : 32;
      const info = {
        ...{ id: 'd', name: 'd', kind: 'image', dtype: 'uint8', count: 60_000, labelledCount: 60_000, testCount: 100 },
        ...{ shape: [side, side, side === 28 ? 1 : 3], classes: [...'0123456789'], scale: { mean: [0], std: [1] } },
      };
      const labels = Int32Array.from({ length: info.count }, (_, i) => i % 10);
      checkCompatibility({
        spec,
        registry: means,
        ...selectClasses(info as DatasetInfo, labels, undefined),
      } as RunContext);
    }
  });

  it('compare the eleven methods on a laptop at equal gradient steps', () => {
    const spec = parseSpec(presets.find((one) => one.id === 'fashion-eleven')!.spec);
    const steps = spec.arms.map((_, arm) => {
      const { training } = resolve(spec, arm, catalogueOf(means));
      const later = training.method === 'mixture-reg-da' ? Number(training.parameters['alignSteps']) : 0;
      return scheduleFor(training, 100).steps + later;
    });
    expect(new Set(steps)).toEqual(new Set([300]));
  });

  it.each(['sampling-bias-waal', 'fashion-waal-critic'])('%s trains all arms for as many gradient steps', (id) => {
    const spec = parseSpec(presets.find((one) => one.id === id)!.spec);
    const settings = spec.arms.map((_, arm) => resolve(spec, arm, catalogueOf(means)).training);
    const sizes = { labelled: { count: spec.initial.size }, unlabelled: { count: 2000 } };
    const steps = settings.map((one) => scheduleFor(one, epochSize(one, sizes)).steps);
    expect(new Set(steps).size).toBe(1);
  });
});

describe.each(ready)('$name', (preset) => {
  const spec = parseSpec(preset.spec);
  const { initial, query, training } = spec;
  const sizes = Array.from({ length: query.cycles + 1 }, (_, cycle) => initial.size + cycle * query.size);

  it('names only entries of the catalogue', () => {
    checkAgainstCatalogue(spec, catalogueOf(means));
    const about = generators.find((one) => one.name === builtIn(spec).name)!;
    expect(about).toBeDefined();
    const model = models.find((one) => one.about.name === spec.model.name)!;
    expect(model.about.kinds).toContain(about.kind);
    for (const { strategy } of spec.arms)
      expect(strategies.find((one) => one.about.name === strategy)!.about.requires).not.toContain('hyperplane');
  });

  it('labels a small part of the pool only', () => {
    const { size, testSize } = builtIn(spec);
    expect(sizes.at(-1)!).toBeLessThan((size - testSize) / 4);
  });

  it('has no last batch of one or two samples, which makes curves noisy', () => {
    for (const size of sizes.filter((one) => one > training.batch)) {
      const rest = size % training.batch;
      expect(rest === 0 || rest > 2, `${size} labels in batches of ${training.batch}`).toBe(true);
    }
  });
});

describe('the sampling-bias trap, first seed', () => {
  const whole = parseSpec(presets.find((one) => one.id === 'sampling-bias')!.spec);
  // the first cycles, which take a few seconds
  const spec: Spec = {
    ...whole,
    seeds: [1],
    reference: false,
    query: { ...whole.query, cycles: 10 },
    arms: whole.arms.filter((arm) => arm.strategy !== 'random'),
  };
  let log: LogEvent[];

  beforeAll(async () => {
    const db = await openDatabase('presets');
    const info = await generateDataset(builtIn(spec), db, { onProgress: () => undefined });
    const open = () => Promise.resolve(db);
    const lab = new Lab({
      deviceLoss: () => new Promise(() => undefined),
      openDatabase: open,
      locks: inMemoryLocks(),
      registry: means,
      version: 'test',
      chooseBackend: () => chooseBackend('wasm'),
    });
    const run = await lab.create(spec, info.id);
    await lab.start(run.id, { scope: 'run', delay: 0 }, () => undefined);
    log = await lab.log(run.id);
  });

  const curve = (strategy: string): number[] => {
    const arm = spec.arms.findIndex((one) => one.strategy === strategy);
    return log.flatMap((event) => (event.type === 'measured' && event.arm === arm ? [event.values.accuracy] : []));
  };

  it.each(['entropy', 'margin'])('%s stays at an error of one in ten', (strategy) => {
    const errors = curve(strategy).map((accuracy) => 1 - accuracy);
    for (const error of errors.slice(errors.length / 2)) expect(error).toBeCloseTo(0.1, 2);
  });

  it('core-set leaves the trap', () => {
    expect(curve('core-set').at(-1)).toBeGreaterThan(0.94);
  });
});
