/** Bytes without a header, as of Quick, Draw!: images of a shape that the visitor gives, or that the length suggests. */
import { Problem } from '../../../protocol/problem.ts';
import { openArrays, type NumericArray } from '../../tables/numeric-arrays.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { type FileEntry } from '../../containers/file-entry.ts';
import { commonFolder, stem } from '../path-names.ts';
import { plural, type ReadOptions, type SampleSource } from '../sample-source.ts';

/** Usual sizes, tried in this order. */
const COMMON_SHAPES: [height: number, width: number, channels: 1 | 3][] = [
  [28, 28, 1],
  [32, 32, 3],
];

/**
 * One file is unlabelled; of several each is a class.
 * @throws Problem `unsupported` where no shape is given and none suggests itself
 */
export async function openRaw(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices } = opening;
  const given = choices.imageSize ? ([...choices.imageSize, choices.channels ?? 1] as const) : undefined;
  const fits = ([h, w, c]: readonly [number, number, number]): boolean =>
    entries.every(({ size, sizeKnown: sure }) => sure && size > 0 && size % (h * w * c) === 0);
  const shape = given ?? COMMON_SHAPES.find(fits);
  const first = entries[0]!;
  if (!shape)
    throw new Problem(
      'unsupported',
      `“${first.path}” is of no known format: ${plural(first.size, 'byte')} without a header that says what they are.`,
      'If they are pixels, give the height, width and channels of one image.',
    );
  if (!fits(shape))
    throw new Problem(
      'unfit',
      `“${first.path}” has ${plural(first.size, 'byte')}, which are no whole number of images of ${shape.join(' × ')}.`,
      'Choose another height, width or number of channels.',
    );
  const each = shape[0] * shape[1] * shape[2];
  const arrays = entries.map((entry): NumericArray => ({
    path: entry.path,
    entry,
    shape: [entry.size / each, ...shape],
    type: 'u1',
    littleEndian: true,
    open: async (signal) => new ByteReader(entry, signal),
  }));
  const several = arrays.length > 1;
  const warnings = [
    `There is no header: the bytes are taken as images of ${shape.join(' × ')}.`,
    ...(several ? ['There are no labels: each file is taken as a class.'] : []),
  ];
  const source = await openArrays(
    {
      format: 'Raw bytes',
      name: commonFolder(entries.map(({ path }) => path)) || stem(first.path),
      train: arrays.map((values, label) => ({ values, ...(several ? { label } : {}) })),
      test: [],
      ...(several ? { classes: entries.map(({ path }) => stem(path)) } : {}),
      warnings,
    },
    opening,
  );
  source.choices.imageSize = [shape[0], shape[1]];
  source.choices.channels = shape[2] === 3 ? 3 : 1;
  return source;
}
