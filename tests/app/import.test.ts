/** An import from files to a stored set: what is decided on the way, what is cancelled, what goes wrong. */
import { describe, expect, it } from 'vitest';
import { FileIntake, type FileTarget } from '../../src/app/state/data/file-intake.svelte.ts';
import { ImportSession } from '../../src/app/state/data/import-session.svelte.ts';
import { safeFileName } from '../../src/app/state/downloads.ts';
import type { ImportChoices } from '../../src/protocol/import/import-choices.ts';
import type { ImportPreview } from '../../src/protocol/import/import-preview.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { DatasetSpec } from '../../src/protocol/spec.ts';
import { datasetInfoOf } from '../support/dataset-info.ts';

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

describe('files for a design', () => {
  const CSV = [{ path: 't.csv', file: new File(['a,b\n'], 't.csv') }];
  const choices = { separator: ';', header: true };

  /** What the worker was asked for, and what the page said. */
  async function dropped(dataset: DatasetSpec, { here = false, unfit = false } = {}) {
    const data = worker();
    const said: string[] = [];
    const look = data.preview;
    data.preview = (files, given) =>
      unfit && given.separator
        ? Promise.reject(new Problem('unfit', 'Files of this kind (IDX) have no choice “separator”.'))
        : look(files, given);
    const intake = new FileIntake({
      data,
      draft: { spec: { dataset } },
      library: { find: () => (here ? datasetInfoOf({}) : undefined) },
      messages: { notify: (text: string) => void said.push(text) },
      attempt: (action: () => Promise<unknown>) => action(),
    } as unknown as FileTarget);
    await intake.receive(CSV);
    return { asked: data.asked, said, stage: intake.currentImport?.stage };
  }

  it('are read as the design says, while it waits for them', async () => {
    const stored = { source: 'stored' as const, id: 'i', name: 'n', choices };
    expect((await dropped({ source: 'files', name: 'n', choices })).asked).toEqual([{ name: 'n', ...choices }]);
    expect((await dropped(stored)).asked).toEqual([{ name: 'n', ...choices }]);
    expect((await dropped(stored, { here: true })).asked).toEqual([{}]);
  });

  it('are read as guessed where they are others, which is said', async () => {
    const { asked, said, stage } = await dropped({ source: 'files', choices }, { unfit: true });
    expect([asked, stage]).toEqual([[{}], 'preview']);
    expect(said).toEqual([
      'The design’s choices do not fit these files. Files of this kind (IDX) have no choice “separator”.',
    ]);
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
