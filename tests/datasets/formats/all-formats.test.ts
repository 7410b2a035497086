/** Properties of every file format in the list. A format without a sample in `format-samples.ts` fails here. */
import * as fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entryOf } from '../../../src/datasets/containers/file-entry.ts';
import { isText } from '../../../src/datasets/formats/file-head.ts';
import { HEAD_BYTES } from '../../../src/datasets/formats/format.ts';
import { formats } from '../../../src/datasets/formats/index.ts';
import { identify, recogniseFormat } from '../../../src/datasets/import/identify.ts';
import { openSource } from '../../../src/datasets/import/open-preview.ts';
import { valuesOf, type ImportChoices } from '../../../src/protocol/import/import-choices.ts';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { bytesOf, decodeToyImage, inputFile } from '../../support/files/file-fixtures.ts';
import { asInput, formatSamples, withBytes, type FormatSample } from '../../support/files/format-samples.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const opening = { choices: {}, onProgress: () => undefined, decode: decodeToyImage };

interface ReadResult {
  format: string;
  /** Values of each sample and its class name, undefined for no label. */
  samples: { values: string; className: string | undefined }[];
  warnings: string[];
  choices: ImportChoices;
}

/** Reads all samples. @throws Problem and nothing else */
async function readAll(files: InputFile[]): Promise<ReadResult> {
  const identified = await identify(files, opening);
  const source = await openSource(identified, opening);
  const stride = source.shape.reduce((a, b) => a * b, 1);
  const samples: ReadResult['samples'] = [];
  for await (const { values } of source.blocks(() => undefined))
    for (let from = 0; from < values.length; from += stride)
      samples.push({
        values: values.subarray(from, from + stride).join(),
        className: source.classes[source.labels[samples.length]!],
      });
  const { warnings, choices } = source.findings;
  return {
    format: identified.format.name,
    samples,
    warnings: warnings.map(({ text }) => text),
    choices: valuesOf(choices),
  };
}

/** The samples read, or the problem. @throws any other error */
async function readOrRefuse(files: InputFile[]): Promise<ReadResult | Problem> {
  try {
    return await readAll(files);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.message).toMatch(/^\S.*[.!]$/s);
    expect(error.message).not.toMatch(/undefined|NaN|\[object/);
    return error;
  }
}

/** Whether every sample is one of the original ones, in their order, with its own label or none. */
function isPartOf(read: ReadResult['samples'], whole: ReadResult['samples']): boolean {
  let at = 0;
  for (const { values, className } of read) {
    const same = (one: ReadResult['samples'][number]): boolean =>
      one.values === values && (className === undefined || className === one.className);
    while (at < whole.length && !same(whole[at]!)) at++;
    if (at++ === whole.length) return false;
  }
  return true;
}

/** Some positions in a file: all near both ends, and others evenly spaced. */
function positionsIn(length: number): number[] {
  const spread = Array.from({ length: 24 }, (_, i) => Math.floor((i * length) / 24));
  const nearEnds = Array.from({ length: 24 }, (_, i) => [i, length - 1 - i]).flat();
  return [...new Set([...nearEnds, ...spread])].filter((at) => at >= 0 && at < length);
}

describe('the list of formats', () => {
  test('has every folder of formats/, under its name, and a sample of each', () => {
    const root = new URL('../../../src/datasets/formats/', import.meta.url);
    const folders = readdirSync(root, { withFileTypes: true }).filter((one) => one.isDirectory());
    const names = formats.map(({ name }) => name).sort();
    expect(names).toEqual(folders.map(({ name }) => name).sort());
    expect([...new Set(formatSamples.map(({ format }) => format))].sort()).toEqual(names);
  });

  test('has a title and extensions of its own for each', () => {
    expect(new Set(formats.map(({ title }) => title)).size).toBe(formats.length);
    for (const { title, about, extensions } of formats) {
      expect(title).not.toBe('');
      expect(about.length).toBeGreaterThan(20);
      for (const one of extensions) expect(one).toMatch(/^[.-][a-z0-9]+$/);
    }
  });

  const FORGOTTEN: [name: string, mark: string][] = [
    ['app.wasm', '\0asm\x01\0\0\0'],
    ['program', '\x7fELF\x02\x01\x01\0'],
    ['x.png.part', '\x01\x02\x03\x04'],
  ];
  test.each(FORGOTTEN)('refuses %s by name, and lists the readable formats', async (name, mark) => {
    // As long as a whole number of images of 28 × 28 and of 32 × 32 × 3 bytes.
    const bytes = new Uint8Array(784 * 3072);
    bytes.set(Array.from(mark, (one) => one.charCodeAt(0)));
    const problem = await readOrRefuse([inputFile(name, bytes)]);
    expect(problem).toMatchObject({ code: 'unsupported', message: expect.stringContaining(`“${name}”`) });
    for (const { title } of formats) expect((problem as Problem).remedy).toContain(title);
  });

  test('refuses a file that is named like a part of the data set and has another format', async () => {
    const [x] = await formatSamples.find(({ what }) => what === 'two arrays')!.files();
    const broken = inputFile('y.npy', Uint8Array.of(0x6c, 0xb1, 1, 2, 3));
    expect(await readOrRefuse([...asInput([x!]), broken])).toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('“y.npy”'),
    });
    const { warnings } = await readAll([...asInput([x!]), inputFile('weights.xyz', Uint8Array.of(1, 2, 3))]);
    expect(warnings.join()).toContain('weights.xyz');
  });
});

describe.each(formatSamples.map((sample) => [`${sample.format}, ${sample.what}`, sample] as const))(
  '%s',
  (_, sample) => {
    const format = formats.find(({ name }) => name === sample.format)!;

    test('opens with its shape, classes, labels and values', async () => {
      const { info, labels, values } = await importHarness().all(asInput(await sample.files()));
      expect(info).toMatchObject({ shape: sample.shape, classes: sample.classes, testCount: sample.testCount });
      expect(labels.map((label) => info.classes[label])).toEqual(sample.labels);
      expect([...values.subarray(0, sample.first.length)]).toEqual(sample.first);
      const { choices } = await readAll(asInput(await sample.files()));
      expect(['name', 'repeats', ...format.choices]).toEqual(expect.arrayContaining(Object.keys(choices)));
    });

    test('is recognised by its own format and by no other', async () => {
      const seen = new Set<string>();
      for (const { path, head } of await headsOf(sample)) {
        const entry = entryOf(path, new Blob([head]));
        const evidence = formats.map((one) => [one.name, one.recognise(head, entry, {})] as const);
        const sure = evidence.filter(([, found]) => found && found !== 'assumption').map(([name]) => name);
        const assumed = evidence.filter(([, found]) => found === 'assumption').map(([name]) => name);
        expect(sure.length ? sure : assumed).toEqual([sample.format]);
        // A chosen image size must not make files of other formats raw pixels.
        const chosen = recogniseFormat(head, entry, { choices: { imageSize: [8, 8] } });
        expect(chosen?.name).toBe(sample.format);
        seen.add(path);
      }
      expect(seen.size).toBeGreaterThan(0);
    });

    test('truncated anywhere, gives a part of its samples or a problem', async () => {
      const files = await sample.files();
      const whole = await readAll(asInput(files));
      for (const [index, { path, bytes }] of files.entries())
        for (const length of positionsIn(bytes.length)) {
          const read = await readOrRefuse(withBytes(files, index, bytes.slice(0, length)));
          if (read instanceof Problem) continue;
          expect(length, `${path} is empty`).toBeGreaterThan(0);
          // A text has no end mark: its last cell may be truncated.
          const rows = isText(bytes) && bytes[length - 1] !== 10 ? read.samples.slice(0, -1) : read.samples;
          expect(isPartOf(rows, whole.samples), `${path} cut to ${length} bytes`).toBe(true);
        }
    });

    test('with any byte of its header flipped, gives the same samples or a problem', async () => {
      const files = await sample.files();
      const whole = await readAll(asInput(files));
      for (const [index, { path, bytes, header }] of files.entries())
        for (let at = 0; at < header; at++) {
          const flipped = bytes.slice();
          flipped[at]! ^= 255;
          const read = await readOrRefuse(withBytes(files, index, flipped));
          if (read instanceof Problem) continue;
          // Ignored files must be reported.
          const ignored = read.warnings.some((warning) => warning.includes('ignored') && warning.includes(path));
          const expected = ignored ? read.samples.length > 0 : read.samples.length === whole.samples.length;
          expect(expected && isPartOf(read.samples, whole.samples), `${path}, byte ${at}`).toBe(true);
          if (!ignored) expect(read.samples).toEqual(whole.samples);
        }
    });

    test.skipIf(sample.namedFiles)('is the same data set under any name', async () => {
      const files = await sample.files();
      const whole = await readAll(asInput(files));
      const ending = sample.anyExtension
        ? fc.constantFrom('', '.xyz', '.1', '.bin', '.backup')
        : fc.constant(undefined);
      const names = fc.uniqueArray(fc.stringMatching(/^[a-zA-Zäß日é"'<&%$ +=()_-]{1,12}$/u), {
        minLength: files.length,
        maxLength: files.length,
        selector: (name) => name.toLowerCase(),
      });
      await fc.assert(
        fc.asyncProperty(names, ending, async (some, end) => {
          const inOrder = [...some].sort(new Intl.Collator('en', { numeric: true }).compare);
          const renamed = files.map((one, i) => ({ ...one, path: renamedPath(one.path, inOrder[i]!, end) }));
          const read = await readAll(asInput(renamed));
          expect(read.format).toBe(sample.format);
          expect(read.samples.map(({ values }) => values).sort()).toEqual(
            whole.samples.map(({ values }) => values).sort(),
          );
          if (format.name !== 'raw') expect(countsOf(read)).toEqual(countsOf(whole));
        }),
        { numRuns: 20, seed: 5 },
      );
    });

    test('is the same data set in any order of dropping', async () => {
      const files = asInput(await sample.files());
      const one = await importHarness().all(files);
      const reversed = files.slice().reverse();
      const rotated = [...files.slice(1), files[0]!];
      for (const order of [reversed, rotated]) {
        const other = await importHarness().all(order);
        expect({ ...other.info, created: 0, source: 0 }).toEqual({ ...one.info, created: 0, source: 0 });
        expect([other.labels, other.values]).toEqual([one.labels, one.values]);
      }
    });
  },
);

const countsOf = ({ samples }: ReadResult): string[] => samples.map(({ className }) => className ?? '').sort();

/** Folders are kept, and the extension too where no other is given. */
function renamedPath(path: string, name: string, ending: string | undefined): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return `${folder}${name}${ending ?? path.slice(path.lastIndexOf('.'))}`;
}

/** The first bytes of every file, of those inside archives for archives. */
async function headsOf(sample: FormatSample): Promise<{ path: string; head: Uint8Array<ArrayBuffer> }[]> {
  const { entries } = await identify(asInput(await sample.files()), opening);
  return Promise.all(
    entries.map(async (entry) => ({
      path: entry.path,
      head: new Uint8Array(await new Response(entry.stream()).arrayBuffer()).slice(0, HEAD_BYTES),
    })),
  );
}

test('a text with an unclosed quote is truncated', async () => {
  const text = 'a,b,kind\n1,2,x\n3,4,"y"\n5,6,"x, y';
  expect(await readOrRefuse([inputFile('t.csv', bytesOf(text))])).toMatchObject({
    code: 'bad-file',
    message: expect.stringMatching(/t\.csv.*truncated/),
  });
});
