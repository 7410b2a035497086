/** Files that the page saves: tables begin with a byte order mark, for spreadsheets; nothing else does. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CSV, download } from '../../src/app/state/downloads.ts';
import { provenanceOf } from '../../src/metrics/provenance.ts';
import { exportTable, exportComparisons, exportLog, exportResults, exportSpec } from '../../src/app/state/exports.ts';
import type { Started } from '../../src/protocol/events.ts';
import { buildLog } from '../support/build-log.ts';

const saved: { name: string; blob: Blob }[] = [];

beforeEach(() => {
  const blobs = new Map<string, Blob>();
  vi.useFakeTimers();
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const address = `blob:${blobs.size}`;
    blobs.set(address, blob as Blob);
    return address;
  });
  const createElement = () => {
    const link = {
      href: '',
      download: '',
      click: () => saved.push({ name: link.download, blob: blobs.get(link.href)! }),
    };
    return link;
  };
  vi.stubGlobal('document', { createElement });
});

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  saved.length = 0;
});

/** Of the only file that was saved. */
async function firstBytes(): Promise<number[]> {
  expect(saved).toHaveLength(1);
  return [...new Uint8Array(await saved[0]!.blob.arrayBuffer())].slice(0, 3);
}

const run = { info: { name: 'Käfer' }, log: buildLog({ seeds: [1, 2] }) };
const MARK = [0xef, 0xbb, 0xbf];

test('a table of results begins with a byte order mark, and only one', async () => {
  await exportResults(run);
  expect(await firstBytes()).toEqual(MARK);
  expect(saved[0]).toMatchObject({ name: 'käfer-results.csv', blob: { type: CSV } });
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await saved[0]!.blob.arrayBuffer());
  expect(text).toMatch(/^\ufeffarm,seed,cycle/);
});

test('so does a table of comparisons', async () => {
  await exportComparisons(run, []);
  expect(await firstBytes()).toEqual(MARK);
});

test('so does a figure’s table, as text or as a blob', async () => {
  download('figure.csv', CSV, 'arm,ä\n');
  expect(await firstBytes()).toEqual(MARK);
  saved.length = 0;
  download('figure.csv', CSV, new Blob(['arm,ä\n']));
  expect(await firstBytes()).toEqual(MARK);
});

test('logs, specs and drawings begin with their own first letter', async () => {
  await exportLog(run);
  expect(await firstBytes()).toEqual([...new TextEncoder().encode('{"t')]);
  saved.length = 0;
  await exportSpec((run.log[0] as Started).spec);
  expect(await firstBytes()).toEqual([...new TextEncoder().encode('{\n ')]);
  saved.length = 0;
  download('figure.svg', 'image/svg+xml', '<svg/>');
  expect(await firstBytes()).toEqual([...new TextEncoder().encode('<sv')]);
});

test('a figure’s table says in every row what it is of, and its file has the run’s name', async () => {
  const provenance = provenanceOf(run.log, 'Käfer');
  exportTable('Accuracy against labels', { columns: ['arm', 'accuracy, %'], rows: [['a', 50]] }, provenance);
  expect(saved[0]?.name).toBe('käfer-accuracy-against-labels.csv');
  const [started] = run.log as [Started];
  expect(await saved[0]!.blob.text()).toMatch(
    new RegExp(
      `arm,accuracy_percent,run,data,data_id,seed_list,program_version,backend\na,50,Käfer,${started.dataset.name},${started.dataset.id},1 2,${started.version},`,
    ),
  );
  exportTable('Losses', { columns: ['step'], rows: [[1]] }, undefined);
  expect(saved[1]?.name).toBe('losses.csv');
  expect(await saved[1]!.blob.text()).toMatch(/step\n1\n$/);
});
