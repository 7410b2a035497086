/** Reads pixels without a header, such as Quick, Draw!'s: images of the chosen shape, otherwise of one that fits the length. */
import { Problem } from '../../../protocol/problem.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import { plural } from '../../plural.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import { CHANNELS_CHOICE } from '../../sources/choice-options.ts';
import { FindingsList } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { openArrays } from '../../tables/array-source.ts';
import { arrayInFile } from '../../tables/numeric-array.ts';

/** Usual shapes, tried in this order. */
const COMMON_SHAPES: [height: number, width: number, channels: 1 | 3][] = [
  [28, 28, 1],
  [32, 32, 3],
];

/**
 * One file is unlabelled; of several, each is a class.
 * @throws Problem `unsupported` where no shape is chosen and none fits; `unfit` where the chosen one does not
 */
export async function openRaw(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices } = opening;
  const [height = 0, width = 0] = choices.imageSize ?? [];
  const given = choices.imageSize ? ([height, width, choices.channels ?? 1] as const) : undefined;
  const fits = ([h, w, c]: readonly [number, number, number]): boolean =>
    entries.every(({ size, sizeKnown }) => sizeKnown && size > 0 && size % (h * w * c) === 0);
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
  const bytesPerImage = shape[0] * shape[1] * shape[2];
  const arrays = entries.map((entry) =>
    arrayInFile({ entry, shape: [entry.size / bytesPerImage, ...shape], type: 'u1', littleEndian: true, offset: 0 }),
  );
  const several = arrays.length > 1;
  const findings = new FindingsList();
  findings.warn('no-header', `There is no header: the bytes are taken as images of ${shape.join(' × ')}.`);
  if (several) findings.warn('file-per-class', 'There are no labels: each file is taken as a class.');
  const why = 'A usual shape of images that divides the length of every file.';
  findings.offer({ key: 'imageSize', label: 'Image size', value: [shape[0], shape[1]], why });
  findings.offer({ ...CHANNELS_CHOICE, value: shape[2], why });
  return openArrays(
    {
      format: 'Raw bytes',
      name: commonFolder(entries.map(({ path }) => path)) || stem(first.path),
      train: arrays.map((values, label) => ({ values, ...(several ? { label } : {}) })),
      test: [],
      ...(several ? { classes: entries.map(({ path }) => stem(path)) } : {}),
      findings,
    },
    opening,
  );
}
