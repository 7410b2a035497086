/** Files of arrays as NumPy, SciPy and MATLAB write them: order of axes, labels as words, one-hot or in the matrix, arrays beside. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { bytePattern, cyclingLabels, inputFile, mat, npy, type Bytes } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, all, revise } = importHarness();
const zip = (files: Record<string, Uint8Array>): Bytes => zipSync(files) as Bytes;

/** NumPy's `<U`: UTF-32, zeros behind; `|S`: bytes. */
function words(texts: readonly string[], letters: number, kind: '<U' | '>U' | '|S' = '<U'): Bytes {
  const wide = kind !== '|S';
  const bytes = new Uint8Array(texts.length * letters * (wide ? 4 : 1));
  const view = new DataView(bytes.buffer);
  texts.forEach((text, i) =>
    [...text].forEach((letter, k) => {
      const at = i * letters + k;
      if (wide) view.setUint32(at * 4, letter.codePointAt(0)!, kind === '<U');
      else view.setUint8(at, letter.codePointAt(0)!);
    }),
  );
  return npy(`${kind}${letters}`, [texts.length], bytes);
}

const images = npy('|u1', [12, 8, 8], bytePattern(768));
const features = (rows: number, columns: number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, i) => ((i * 37) % 101) / 8 + 0.0625);
const three = cyclingLabels(12, 3);

describe('NPY and NPZ', () => {
  test('Fortran order is the same array: tables, images and colour images', async () => {
    for (const shape of [
      [6, 4],
      [4, 8, 8],
      [3, 8, 8, 3],
    ]) {
      const size = shape.reduce((a, b) => a * b, 1);
      const rowMajor = bytePattern(size);
      const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
      const columnMajor = Uint8Array.from({ length: size }, (_, i) => {
        let rest = i;
        const place = shape.map((length) => [rest % length, (rest = Math.floor(rest / length))][0]!);
        return rowMajor[place.reduce((sum, one, axis) => sum + one * strides[axis]!, 0)]!;
      });
      const [c, f] = await Promise.all([
        all([inputFile('x.npy', npy('|u1', shape, rowMajor))]),
        all([inputFile('x.npy', npy('|u1', shape, columnMajor, true))]),
      ]);
      expect(f.info.shape).toEqual(c.info.shape);
      expect([...f.values]).toEqual([...c.values]);
    }
  });

  test.each(['<U', '>U', '|S'] as const)('labels may be words (%s)', async (kind) => {
    const texts = Array.from(three, (i) => ['cirrus', 'cumulus', 'stratus'][i]!);
    const { info, labels } = await all([inputFile('X.npy', images), inputFile('y.npy', words(texts, 7, kind))]);
    expect(info).toMatchObject({ classes: ['cirrus', 'cumulus', 'stratus'], count: 12, shape: [8, 8, 1] });
    expect(labels).toEqual([...three]);
  });

  test('as many words as classes, under such a name, are the names of the classes', async () => {
    const names = words(['bar', 'größe', 'floor'], 5);
    const read = await preview([
      inputFile('t.npz', zip({ 'class_names.npy': names, 'x.npy': images, 'y.npy': npy('|u1', [12], three) })),
    ]);
    expect(read).toMatchObject({ classes: ['bar', 'größe', 'floor'], classCounts: [4, 4, 4] });
  });

  test('pickled objects beside the arrays are passed over with a warning', async () => {
    const objects = npy('|O', [2], new Uint8Array(10));
    const read = await preview([
      inputFile('t.npz', zip({ 'meta.npy': objects, 'x.npy': images, 'y.npy': npy('|u1', [12], three) })),
    ]);
    expect(read.classes).toEqual(['0', '1', '2']);
    expect(read.passedOver).toEqual([{ path: 'meta', why: expect.stringContaining('pickled') }]);
  });

  test.each(['ids', 'mask', 'subject', 'session', 'groups', 'sample_weight'])(
    'the label is y, whatever an array called %s holds before it',
    async (name) => {
      const other = npy(
        '<i4',
        [12],
        Int32Array.from({ length: 12 }, (_, i) => 5000 + ((i * 7) % 12)),
      );
      const read = await preview([
        inputFile('t.npz', zip({ [`${name}.npy`]: other, 'x.npy': images, 'y.npy': npy('|u1', [12], three) })),
      ]);
      expect(read).toMatchObject({ classes: ['0', '1', '2'], classCounts: [4, 4, 4] });
      expect(warningsOf(read)).toContain(name);
      expect(read.passedOver.map(({ path }) => path)).toEqual([name]);
      expect(choicesOf(read)).toMatchObject({ samples: 'x', labels: 'y', testSamples: null });
    },
  );

  test('a mask in the shape of the samples is not taken for them', async () => {
    const mask = npy('|b1', [12, 8, 8], new Uint8Array(768).fill(1));
    const read = await preview([
      inputFile('t.npz', zip({ 'mask.npy': mask, 'x.npy': images, 'y.npy': npy('|u1', [12], three) })),
    ]);
    expect(read).toMatchObject({ trainCount: 12, shape: [8, 8, 1], classes: ['0', '1', '2'] });
  });

  test('another array can be chosen as the label, the samples, or the test part', async () => {
    const files = {
      'other.npy': npy('|u1', [12], cyclingLabels(12, 2)),
      'x.npy': images,
      'y.npy': npy('|u1', [12], three),
      'z.npy': npy('|u1', [5, 8, 8], bytePattern(320, 3)),
      'z_labels.npy': npy('|u1', [5], cyclingLabels(5, 2)),
    };
    const guess = await preview([inputFile('t.npz', zip(files))]);
    expect(guess.trainCount).toBe(12);
    expect((await revise(guess.id, { labels: 'other' })).classes).toEqual(['0', '1']);
    expect(await revise(guess.id, { labels: null })).toMatchObject({ classes: [], unlabelledCount: 12 });
    expect(await revise(guess.id, { testSamples: 'z' })).toMatchObject({ trainCount: 12, testCount: 5 });
    expect(await revise(guess.id, { samples: 'z' })).toMatchObject({ trainCount: 5, classes: ['0', '1'] });
    await expect(revise(guess.id, { samples: 'nowhere' })).rejects.toMatchObject({ code: 'unfit' });
  });

  test('the weights of a network are refused with the list of the arrays', async () => {
    const layers = {
      'b1.npy': npy('<f8', [10], features(10, 1)),
      'b2.npy': npy('<f8', [3], features(3, 1)),
      'w1.npy': npy('<f8', [16, 10], features(16, 10)),
      'w2.npy': npy('<f8', [10, 3], features(10, 3)),
    };
    await expect(preview([inputFile('net.npz', zip(layers))])).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/“net\.npz”.*none fits another as samples and labels.*w1 \(16 × 10\)/),
    });
  });

  test.each([
    ['last', 64],
    ['first', 0],
  ])('a matrix may hold the labels in its %s column', async (side, at) => {
    const rows = 24;
    const values = new Float32Array(rows * 65);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < 65; column++)
        values[row * 65 + column] = column === at ? (row % 4) + 1 : (row * 3 + (column - (at ? 0 : 1)) * 5) % 256;
    const read = await all([inputFile('tiles.npy', npy('<f4', [rows, 65], values))]);
    expect(read.info).toMatchObject({ shape: [8, 8, 1], classes: ['1', '2', '3', '4'], count: rows });
    expect([...read.values.subarray(0, 3), read.values[64]]).toEqual([0, 5, 10, 3]);
    expect(read.labels.slice(0, 5)).toEqual([0, 1, 2, 3, 0]);
    const guess = await preview([inputFile('tiles.npy', npy('<f4', [rows, 65], values))]);
    expect(choicesOf(guess).labelColumn).toBe(`${side} column`);
    expect(await revise(guess.id, { labelColumn: null })).toMatchObject({ shape: [65], classes: [] });
  });

  test('a matrix with labels in it may have an array of words beside it', async () => {
    const values = features(24, 5).map((one, i) => (i % 5 === 4 ? Math.floor(i / 5) % 2 : one));
    const npz = zip({ 'data.npy': npy('<f8', [24, 5], values), 'feature_names.npy': words(['a', 'b', 'c', 'd'], 1) });
    expect(await preview([inputFile('t.npz', npz)])).toMatchObject({ classes: ['0', '1'], shape: [4] });
  });

  test('a matrix of fractions, or of whole numbers that make no image, has no labels in it', async () => {
    expect((await preview([inputFile('a.npy', npy('<f8', [30, 5], features(30, 5)))])).classes).toEqual([]);
    const binary = Uint8Array.from({ length: 150 }, (_, i) => (i * 7) % 2);
    expect((await preview([inputFile('a.npy', npy('|u1', [30, 5], binary))])).classes).toEqual([]);
  });

  test('an NPZ may lie in a zip, and another archive in it may not', async () => {
    const npz = zip({ 'x.npy': images, 'y.npy': npy('|u1', [12], three) });
    const { info, values } = await all([inputFile('download.zip', zip({ 'data/tiles.npz': npz }))]);
    expect(info).toMatchObject({
      count: 12,
      classes: ['0', '1', '2'],
      name: 'download',
      source: { files: ['download.zip'] },
    });
    expect([...values.subarray(0, 9)]).toEqual([...bytePattern(9)]);
    await expect(preview([inputFile('outer.zip', zip({ 'inner.zip': npz }))])).rejects.toThrow(
      'an archive in an archive',
    );
  });

  test('a number too large for 32 bits is refused', async () => {
    const values = features(12, 3);
    values[7] = 1e39;
    await expect(preview([inputFile('x.npy', npy('<f8', [12, 3], values))])).rejects.toThrow(
      '1e+39, which is too large',
    );
  });

  test('samples of the test part that are also in the training part are counted', async () => {
    const train = features(10, 3);
    const test2 = Float64Array.from([...train.subarray(0, 6), ...features(4, 3).map((one) => one + 9.3)]);
    const files = {
      'x_train.npy': npy('<f8', [10, 3], train),
      'y_train.npy': npy('|u1', [10], cyclingLabels(10, 2)),
      'x_test.npy': npy('<f8', [6, 3], test2),
      'y_test.npy': npy('|u1', [6], cyclingLabels(6, 2)),
    };
    const read = await preview([inputFile('t.npz', zip(files))]);
    expect(read).toMatchObject({ trainCount: 10, testCount: 6 });
    expect(warningsOf(read)).toContain('2 of 6 test samples are also in the training part');
  });
});

describe('MAT', () => {
  test('labels may be one-hot rows, and one-hot columns', async () => {
    const X = { sizes: [12, 4], values: features(12, 4) };
    const rows = new Float64Array(36);
    three.forEach((label, i) => (rows[label * 12 + i] = 1));
    const columns = new Float64Array(36);
    three.forEach((label, i) => (columns[i * 3 + label] = 1));
    for (const y of [
      { sizes: [12, 3], values: rows },
      { sizes: [3, 12], values: columns },
    ]) {
      const { info, labels, values } = await all([inputFile('c.mat', await mat({ X, y }))]);
      expect([labels, info.shape]).toEqual([[...three], [4]]);
      expect(values[1]).toBeCloseTo(features(12, 4)[12]!, 5);
    }
  });

  test.each([false, true])('samples may be on the first axis, as SciPy saves them (named y: %s)', async (named) => {
    const values = new Float64Array(12 * 8 * 8);
    const pixel = (n: number, r: number, c: number): number => (n * 11 + r * 8 + c) % 256;
    for (let n = 0; n < 12; n++)
      for (let r = 0; r < 8; r++) for (let c = 0; c < 8; c++) values[n + 12 * (r + 8 * c)] = pixel(n, r, c);
    const labels = { sizes: [1, 12], values: Int8Array.from(three) };
    const file = await mat({ X: { sizes: [12, 8, 8], values }, ...(named ? { y: labels } : {}) });
    const { info, values: stored } = await all([inputFile('tiles.mat', file)]);
    expect(info).toMatchObject({ shape: [8, 8, 1], count: 12 });
    expect([stored[0], stored[1], stored[8], stored[64]]).toEqual([0, 1, 8, 11]);
  });

  test('the label is y, whatever stands before it', async () => {
    const X = { sizes: [12, 4], values: features(12, 4) };
    const subject = { sizes: [12, 1], values: Int8Array.from({ length: 12 }, (_, i) => i % 6) };
    const read = await preview([
      inputFile('g.mat', await mat({ subject, X, y: { sizes: [12, 1], values: Int8Array.from(three) } })),
    ]);
    expect(read.classes).toEqual(['0', '1', '2']);
    expect(warningsOf(read)).toContain('subject');
  });

  test('a cell array is named, with the way to save it', async () => {
    const file = await mat({
      dat: { sizes: [1, 3], values: null },
      numclass: { sizes: [1, 1], values: Int8Array.of(3) },
    });
    await expect(preview([inputFile('p.mat', file)])).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('a cell array (dat)'),
      remedy: expect.stringContaining('cat(3, dat{:})'),
    });
  });
});
