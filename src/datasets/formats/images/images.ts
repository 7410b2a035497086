/** Images in folders or in a zip: classes by folder, or none. */
import { whole, type Entry } from '../../containers/file-entry.ts';
import { placesOf } from './class-folders.ts';
import { byName, indexWords } from '../../tables/labels.ts';
import { commonFolder, stem } from '../path-names.ts';
import { look, LOOKED_AT, pictureBlocks, spread, type Encoded } from './encoded-images.ts';
import { EXAMPLES, joined, plural, type Opening, type Source } from '../sample-source.ts';

interface Image extends Encoded {
  entry: Entry;
  className: string | null;
  test: boolean;
}

/** @throws Problem `bad-image` with the name of an image that does not decode */
export async function openImages(entries: readonly Entry[], opening: Opening): Promise<Source> {
  const { choices, decode } = opening;
  const warnings: string[] = [];
  const images = ordered(entries, warnings);
  const seen = await look(spread(images, LOOKED_AT), opening);
  warnings.push(...seen.warnings);
  const { labels, classes } = indexWords(images.map(({ className }) => className));
  const unlabelled = images.filter(({ className }) => className === null).length;
  if (unlabelled === images.length) warnings.push('No folders by class: all images are unlabelled.');
  else if (unlabelled)
    warnings.push(`${plural(unlabelled, 'image lies', 'images lie')} in no class’s folder and stay unlabelled.`);
  const zipped = entries.every((entry) => entry.archive);

  return {
    format: `${classes.length ? 'Images in folders' : 'Images'}${zipped ? ', zip' : ''}`,
    name: choices.name ?? nameOf(entries),
    kind: 'image',
    shape: seen.shape,
    dtype: 'uint8',
    classes,
    labels,
    testCount: images.filter(({ test }) => test).length,
    names: images.map(({ entry }) => insideOf(entry)),
    warnings,
    choices: { ...(choices.name ? { name: choices.name } : {}), ...seen.choices },
    entries: images.map(({ entry }) => entry),
    async examples(signal) {
      const some = spread([...images.keys()], EXAMPLES);
      const items = some.map((place) => images[place]!);
      const places: number[] = [];
      const blocks = [];
      let from = 0;
      for await (const { values, omitted = [] } of pictureBlocks(
        items,
        items.length,
        seen,
        decode,
        () => undefined,
        signal,
      )) {
        blocks.push(values);
        const count = values.length / (seen.shape[0] * seen.shape[1] * seen.shape[2]) + omitted.length;
        for (let i = from; i < from + count; i++) if (!omitted.includes(i)) places.push(some[i]!);
        from += count;
      }
      return { values: joined(blocks), places };
    },
    blocks: (onProgress, signal) => pictureBlocks(images, images.length, seen, decode, onProgress, signal),
  };
}

/** The path below the archive, or as dropped. */
const insideOf = ({ path, archive }: Entry): string => (archive ? path.slice(archive.length + 1) : path);

/** Training part first, each part in the order of its paths, so that the same files make the same data set. */
function ordered(entries: readonly Entry[], warnings: string[]): Image[] {
  const folders = entries.map((entry) => {
    const inside = insideOf(entry).split('/').slice(0, -1);
    return entry.archive ? [stem(entry.archive), ...inside] : inside;
  });
  const places = placesOf(folders);
  const images = entries.map((entry, index): Image => ({
    path: entry.path,
    entry,
    bytes: () => whole(entry),
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

function nameOf(entries: readonly Entry[]): string {
  const archives = [...new Set(entries.map((entry) => entry.archive).filter((one) => one !== undefined))].sort(byName);
  if (archives[0]) return stem(archives[0]);
  const paths = entries.map(({ path }) => path);
  const folder = commonFolder(paths);
  return folder && paths[0]!.startsWith(`${folder}/`) ? folder : (paths[0]!.includes('/') && folder) || 'Images';
}
