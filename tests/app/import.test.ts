/** An import from files to a stored set: what is decided on the way, what is cancelled, what goes wrong. */
import { describe, expect, it } from 'vitest';
import { ImportSession } from '../../src/app/state/data/import-session.svelte.ts';
import { safeFileName } from '../../src/app/state/downloads.ts';
import type { ImportChoices } from '../../src/protocol/import/import-choices.ts';
import type { ImportPreview } from '../../src/protocol/import/import-preview.ts';
import { Problem } from '../../src/protocol/problem.ts';

const preview = (choices: ImportChoices): ImportPreview => ({
  id: 'p1',
  format: 'Images in folders',
  name: 'pets',
  kind: 'image',
  shape: [32, 32, 3],
  classes: ['cat', 'dog'],
  classCounts: [3, 3],
  trainCount: 6,
  testCount: 0,
  unlabelledCount: 0,
  samples: { values: new Uint8Array(), labels: [] },
  warnings: [],
  passedOver: [],
  choices: Object.entries(choices).map(([key, value]) => ({
    ...{ key: key as keyof ImportChoices, value, label: key },
    ...{ options: [], why: 'For the test.' },
  })),
});
const broken = new Problem('bad-image', '“cat/3.png” does not decode: it is damaged, or no image.');

function worker(answers: { store?: () => Promise<never> } = {}) {
  const asked: ImportChoices[] = [];
  return {
    asked,
    preview: (_: unknown, choices: ImportChoices) => {
      asked.push(choices);
      return Promise.resolve(preview(choices));
    },
    updatePreview: (_: string, choices: ImportChoices) => {
      asked.push(choices);
      return Promise.resolve(preview(choices));
    },
    importFiles: answers.store ?? (() => Promise.reject(broken)),
  };
}

describe('an import', () => {
  it('looks again with one choice changed and the others kept', async () => {
    const data = worker();
    const one = new ImportSession(data, []);
    await one.read({ name: 'pets', imageSize: [32, 32] });
    await one.revise({ imageSize: [64, 48] });
    expect(data.asked.at(-1)).toEqual({ name: 'pets', imageSize: [64, 48] });
    expect(one.stage).toBe('preview');
  });

  it('forgets a choice that failed or was cancelled, as the preview still is without it', async () => {
    const data = worker();
    const one = new ImportSession(data, []);
    await one.read({ name: 'pets' });
    const { updatePreview } = data;
    for (const fault of [
      new Problem('unfit', 'No such pattern.', 'Choose another.'),
      new Problem('cancelled', 'Stopped.', ''),
    ]) {
      data.updatePreview = () => Promise.reject(fault);
      await one.revise({ namePattern: '(' });
      data.updatePreview = updatePreview;
      await one.revise({ imageSize: [64, 48] });
      expect(data.asked.at(-1)).toEqual({ name: 'pets', imageSize: [64, 48] });
    }
  });

  it('goes on without broken images when told to, and does not offer it twice', async () => {
    const data = worker();
    const one = new ImportSession(data, []);
    await one.read({ name: 'pets' });
    expect(await one.store()).toBeUndefined();
    expect(one.problem).toMatchObject({ message: broken.message, skippable: true, full: false });
    await one.skipBroken();
    expect(data.asked.at(-1)).toEqual({ name: 'pets', skipBroken: true });
    expect(one.problem).toBeUndefined();
    await one.store();
    expect(one.problem?.skippable).toBe(false);
  });

  it('offers it as well where the first look already met a broken image', async () => {
    let first = true;
    const data = worker();
    const look = data.preview;
    data.preview = (files, choices) => {
      if (!first) return look(files, choices);
      first = false;
      return Promise.reject(broken);
    };
    const one = new ImportSession(data, []);
    await one.read({});
    expect(one.stage).toBe('failed');
    await one.skipBroken();
    expect(one.stage).toBe('preview');
    expect(data.asked).toEqual([{ skipBroken: true }]);
  });

  it('says when the storage is full', async () => {
    const full = () => Promise.reject(new Problem('full', 'There is no room left.', 'Delete something.'));
    const one = new ImportSession(worker({ store: full }), []);
    await one.read({});
    await one.store();
    expect(one.problem).toMatchObject({ full: true, skippable: false, remedy: 'Delete something.' });
  });

  it('cancelled while storing, stands at its preview again', async () => {
    const cancelled = () => Promise.reject(new Problem('cancelled', 'Cancelled.'));
    const one = new ImportSession(worker({ store: cancelled }), []);
    await one.read({});
    expect(await one.store()).toBeUndefined();
    expect(one.stage).toBe('preview');
    expect(one.problem).toBeUndefined();
  });
});

it('names files so that every system takes them', () => {
  expect(safeFileName('Two moons, four strategies')).toBe('two-moons-four-strategies');
  expect(safeFileName('../../etc/passwd')).toBe('etc-passwd');
  expect(safeFileName('花と虫: Käfer')).toBe('花と虫-käfer');
  expect(safeFileName('🙂 …')).toBe('querent');
  expect(safeFileName('CON')).toBe('con-');
  expect(new TextEncoder().encode(safeFileName('𠀀'.repeat(99))).length).toBeLessThanOrEqual(200);
});
