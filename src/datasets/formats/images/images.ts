/** Images in folders or in a zip: classes by folder, or none. */
import { readAll, type FileEntry } from '../../containers/file-entry.ts';
import { folderLabels } from './class-folders.ts';
import { naturalOrder, indexTextLabels } from '../../tables/labels.ts';
import { commonFolder, stem } from '../path-names.ts';
import { surveyImages, SURVEYED_IMAGES, imageBlocks, evenlySpaced, type EncodedImage } from './encoded-images.ts';
import { PREVIEW_SAMPLES, concatenated, plural, type ReadOptions, type SampleSource } from '../sample-source.ts';

interface Image extends EncodedImage {
  entry: FileEntry;
  className: string | null;
  test: boolean;
}

/** @throws Problem `bad-image` with the name of an image that does not decode */
export async function openImages(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, decode } = opening;
  const warnings: string[] = [];
  const images = orderedImages(entries, warnings);
  const survey = await surveyImages(evenlySpaced(images, SURVEYED_IMAGES), opening);
  warnings.push(...survey.warnings);
  const { labels, classes } = indexTextLabels(images.map(({ className }) => className));
  const unlabelled = images.filter(({ className }) => className === null).length;
  if (unlabelled === images.length) warnings.push('No folders by class: all images are unlabelled.');
  else if (unlabelled)
    warnings.push(`${plural(unlabelled, 'image lies', 'images lie')} in no class’s folder and stay unlabelled.`);
  const zipped = entries.every((entry) => entry.archive);

  return {
    format: `${classes.length ? 'Images in folders' : 'Images'}${zipped ? ', zip' : ''}`,
    name: choices.name ?? nameOf(entries),
    kind: 'image',
    shape: survey.shape,
    dtype: 'uint8',
    classes,
    labels,
    testCount: images.filter(({ test }) => test).length,
    names: images.map(({ entry }) => pathInArchive(entry)),
    warnings,
    choices: { ...(choices.name ? { name: choices.name } : {}), ...survey.choices },
    entries: images.map(({ entry }) => entry),
    async preview(signal) {
      const some = evenlySpaced([...images.keys()], PREVIEW_SAMPLES);
      const items = some.map((place) => images[place]!);
      const places: number[] = [];
      const blocks = [];
      let from = 0;
      for await (const { values, omitted = [] } of imageBlocks(
        items,
        items.length,
        survey,
        decode,
        () => undefined,
        signal,
      )) {
        blocks.push(values);
        const count = values.length / (survey.shape[0] * survey.shape[1] * survey.shape[2]) + omitted.length;
        for (let i = from; i < from + count; i++) if (!omitted.includes(i)) places.push(some[i]!);
        from += count;
      }
      return { values: concatenated(blocks), places };
    },
    blocks: (onProgress, signal) => imageBlocks(images, images.length, survey, decode, onProgress, signal),
  };
}

/** The path below the archive, or as dropped. */
const pathInArchive = ({ path, archive }: FileEntry): string => (archive ? path.slice(archive.length + 1) : path);

/** Training part first, each part in the order of its paths, so that the same files make the same data set. */
function orderedImages(entries: readonly FileEntry[], warnings: string[]): Image[] {
  const folders = entries.map((entry) => {
    const inside = pathInArchive(entry).split('/').slice(0, -1);
    return entry.archive ? [stem(entry.archive), ...inside] : inside;
  });
  const places = folderLabels(folders);
  const images = entries.map((entry, index): Image => ({
    path: entry.path,
    entry,
    bytes: () => readAll(entry),
    className: places[index]!.className,
    test: places[index]!.part === 'test',
  }));
  const classed = images.some(({ className, test }) => className !== null && !test);
  const kept = images.filter(({ className, test }) => !(classed && test && className === null));
  if (kept.length < images.length)
    warnings.push(
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
