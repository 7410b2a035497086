/** Reads image files in folders or in a zip: classes by folder, by a table beside them, by their names, or no labels. */
import { readAll, type FileEntry } from '../../containers/file-entry.ts';
import type { EncodedImage } from '../../images/encoded-image.ts';
import { imageBlocks, previewImages } from '../../images/image-blocks.ts';
import { evenlySpaced, surveyImages, SURVEYED_IMAGES } from '../../images/survey.ts';
import { plural } from '../../plural.ts';
import { PREVIEW_SAMPLES } from '../../sources/blocks.ts';
import type { FindingsList } from '../../sources/findings.ts';
import { commonFolder, stem } from '../../sources/path-names.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { naturalOrder, indexTextLabels } from '../../tables/labels.ts';
import { labelImages, type ImageLabels } from './image-labels.ts';
import { readLabelTables } from './label-table-files.ts';

interface ClassifiedImage extends EncodedImage {
  entry: FileEntry;
  /** null for no label. */
  className: string | null;
  test: boolean;
}

/**
 * @param notes texts and tables beside the images; tables that name the images hold their labels
 * @throws Problem `bad-image` with the name of an image that does not decode
 */
export async function openImages(
  entries: readonly FileEntry[],
  opening: ReadOptions,
  notes: readonly FileEntry[],
): Promise<SampleSource> {
  const { decode, choices, signal } = opening;
  const folders = entries.map((entry) => {
    const inside = pathInArchive(entry).split('/').slice(0, -1);
    return entry.archive ? [stem(entry.archive), ...inside] : inside;
  });
  const tables = await readLabelTables(notes, { images: entries, pathOf: pathInArchive, signal });
  const labelling = labelImages({ paths: entries.map(pathInArchive), folders, tables }, choices);
  const { findings } = labelling;
  const naming = new Set(labelling.tables);
  const used = tables.filter(({ path }) => naming.has(path)).map(({ entry }) => entry);
  passOverNotes(notes, used, findings);
  const images = orderedImages(entries, labelling);
  const survey = await surveyImages(evenlySpaced(images, SURVEYED_IMAGES), opening);
  findings.include(survey.findings);
  const { labels, classes } = indexTextLabels(images.map(({ className }) => className));
  const zipped = entries.every((entry) => entry.archive);

  return {
    format: `${labelling.source === 'folders' ? 'Images in folders' : 'Images'}${zipped ? ', zip' : ''}`,
    name: nameOf(entries),
    kind: 'image',
    shape: survey.shape,
    dtype: 'uint8',
    classes,
    labels,
    testCount: images.filter(({ test }) => test).length,
    names: images.map(({ entry }) => pathInArchive(entry)),
    files: images.map(({ entry: { size, crc }, bytes }) => ({ size, ...(crc !== undefined && { crc }), bytes })),
    findings,
    entries: [...images.map(({ entry }) => entry), ...used],
    preview(stop) {
      const positions = evenlySpaced([...images.keys()], PREVIEW_SAMPLES);
      const some = positions.map((position) => images[position]!);
      return previewImages(some, positions, { survey, decode, signal: stop });
    },
    blocks: (onProgress, stop) =>
      imageBlocks(images, { survey, decode, total: images.length, onProgress, signal: stop }),
  };
}

/** The path below the archive, or as dropped, with one code point for each letter (Unicode's form NFC). */
const pathInArchive = ({ path, archive }: FileEntry): string =>
  (archive ? path.slice(archive.length + 1) : path).normalize('NFC');

function passOverNotes(notes: readonly FileEntry[], used: readonly FileEntry[], findings: FindingsList): void {
  const labelling = new Set(used);
  for (const entry of notes)
    if (!labelling.has(entry)) findings.passOver(entry.path, 'It is a text that labels none of the images.');
}

/** The training part first, each part in the order of its paths, so that the same files make the same data set. */
function orderedImages(entries: readonly FileEntry[], { classNames, parts, findings }: ImageLabels): ClassifiedImage[] {
  const images = entries.map((entry, index): ClassifiedImage => ({
    path: entry.path,
    entry,
    bytes: () => readAll(entry),
    className: classNames[index]!,
    test: parts[index] === 'test',
  }));
  const classed = images.some(({ className, test }) => className !== null && !test);
  const kept = images.filter(({ className, test }) => !(classed && test && className === null));
  if (kept.length < images.length)
    findings.warn(
      'unlabelled-test',
      `${plural(images.length - kept.length, 'image')} of the test part left out, because they have no label.`,
    );
  return kept.sort((a, b) => Number(a.test) - Number(b.test) || (a.path < b.path ? -1 : 1));
}

function nameOf(entries: readonly FileEntry[]): string {
  const archives = [...new Set(entries.map((entry) => entry.archive).filter((one) => one !== undefined))].sort(
    naturalOrder,
  );
  if (archives[0]) return stem(archives[0]);
  const paths = entries.map(({ path }) => path);
  const folder = commonFolder(paths);
  return folder && paths[0]!.startsWith(`${folder}/`) ? folder : (paths[0]!.includes('/') && folder) || 'Images';
}
