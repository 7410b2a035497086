/** `npm run lab -- inspect`: what the import dialog would show, as text and as JSON. */
import { encode } from 'fast-png';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Problem } from '../../../src/protocol/problem.ts';
import { readInspect } from '../../../tools/lab/inspect/command.ts';
import { inspect } from '../../../tools/lab/inspect/inspect.ts';
import type { InspectReport } from '../../../tools/lab/inspect/report.ts';
import { runLab } from '../../support/lab-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'querent-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, data: string | Uint8Array): string => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), data);
  return join(folder, name);
};
const table = write(
  'leaves.csv',
  `id,long,wide,kind\n${Array.from({ length: 12 }, (_, i) => `${i},${i / 4},${9 - i}.5,${i % 3 ? 'oak' : 'ash'}`).join('\n')}\n`,
);

async function reportOf(...words: string[]): Promise<InspectReport> {
  const command = readInspect([...words, '--json']);
  if (command === 'help') throw new Error('There is no command.');
  return JSON.parse(await inspect(command)) as InspectReport;
}

describe('inspect', () => {
  test('reports a table with warnings, choices with reasons, and what is left out', async () => {
    const report = await reportOf(table);
    expect(report).toMatchObject({ format: 'CSV', name: 'leaves', samples: 12, test: 0, shape: [2] });
    expect(report).toMatchObject({ classes: ['ash', 'oak'], counts: [4, 8], features: ['long', 'wide'] });
    expect(report.warnings).toContainEqual({ code: 'columns-left-out', text: '1 column left out: id.' });
    expect(report.passedOver).toEqual([{ path: 'id', why: expect.stringMatching(/\.$/) }]);
    expect(report.choices.find(({ key }) => key === 'labelColumn')).toEqual({
      key: 'labelColumn',
      value: 'kind',
      options: ['id', 'long', 'wide', 'kind', null],
      why: expect.stringMatching(/\.$/),
    });
  });

  test('takes choices under the keys that it prints', async () => {
    const report = await reportOf(table, '--choose', 'labelColumn=none', 'columns=table', 'name=Other');
    expect(report).toMatchObject({ name: 'Other', classes: [], counts: [], shape: [2] });
    expect(() => readInspect([table, '--choose', 'colour=red'])).toThrow('There is no choice “colour”.');
    expect(() => readInspect([table, '--choose', 'columns=rows'])).toThrow(
      '“rows” is no value of the choice “columns”.',
    );
    expect(() => readInspect([])).toThrow('A file or a folder is missing');
    expect(() => readInspect([join(folder, 'nowhere.csv')])).toThrow('There is no file');
  });

  test('walks folders, with classes by folder and PNGs decoded', async () => {
    for (const [name, level] of [
      ['dark', 20],
      ['light', 220],
    ] as const)
      for (const i of [0, 1, 2]) {
        const data = new Uint8Array(6 * 9).fill(level + i);
        write(`tones/${name}/${i}.png`, encode({ width: 9, height: 6, data, channels: 1, depth: 8 }));
      }
    const report = await reportOf(join(folder, 'tones'));
    expect(report).toMatchObject({ name: 'tones', samples: 6, shape: [6, 9, 1], features: null });
    expect(report).toMatchObject({ classes: ['dark', 'light'], counts: [3, 3] });
  });

  test('fails with the sentence of the dialog where nothing can be imported', async () => {
    const broken = write('broken.npy', 'no array');
    await expect(reportOf(broken)).rejects.toThrow(Problem);
    const { status, stderr, stdout } = await runLab(folder, ['inspect', 'broken.npy', '--json']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^“broken\.npy” .*\.\n$/);
  });

  test('prints text for people and exits with 0', async () => {
    const { status, stdout } = await runLab(folder, ['inspect', 'leaves.csv']);
    expect(status).toBe(0);
    expect(stdout).toContain('leaves (CSV)');
    expect(stdout).toContain('classes    ash (4), oak (8)');
    expect(stdout).toContain('--choose   labelColumn=kind');
  });
});
