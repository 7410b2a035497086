/** The part and the class of images, by the names of their folders. */
import { isTestName, isTrainName, isValidationName, type DatasetPart } from '../../sources/path-names.ts';

/** The folders of an image that may name its class, the outermost first; empty where none does. */
export interface ClassFolder {
  part: DatasetPart;
  path: string[];
}

/** Number of outer folders that all paths share. */
function sharedDepth(folders: readonly (readonly string[])[]): number {
  const [first = []] = folders;
  let same = first.length;
  for (const path of folders) {
    let i = 0;
    while (i < same && path[i] === first[i]) i++;
    same = i;
  }
  return same;
}

const isPartName = (name: string): boolean => isTestName(name) || isTrainName(name) || isValidationName(name);

/**
 * The folders below those that all images share, without those of parts (train, test and the like). A single folder is a
 * class if it lies in another one and its name is not a generic one.
 * @param folders of every image, the outermost first
 */
export function classFolders(folders: readonly (readonly string[])[]): ClassFolder[] {
  const common = sharedDepth(folders);
  let inner = folders.map((path) => path.slice(common));
  const parts = partsOf(inner);
  if (parts) inner = withoutSharedFolders(inner, parts);
  inner = withoutSharedLeaf(inner);
  return inner.map((path, index) => ({ part: parts?.[index] ?? 'train', path }));
}

const depthsOf = (images: readonly ClassFolder[]): number[] => [
  ...new Set(images.map(({ path }) => path.length).filter((depth) => depth > 0)),
];

/**
 * The number of folders that form the class: all of them where every image lies equally deep (`alphabet/character`),
 * otherwise the outermost, as folders inside of a class are no classes.
 */
export function usualLevel(images: readonly ClassFolder[]): number {
  const depths = depthsOf(images);
  return depths.length === 1 ? depths[0]! : 1;
}

/** Every level that can be the class, and the number of classes that it gives. */
export function classLevels(images: readonly ClassFolder[]): { level: number; classes: number }[] {
  return Array.from({ length: Math.max(0, ...depthsOf(images)) }, (_, i) => ({
    level: i + 1,
    classes: new Set(images.filter(({ path }) => path.length).map(({ path }) => path.slice(0, i + 1).join('/'))).size,
  }));
}

/** Parts, where all outermost folders have names of parts; a validation part is the test part where there is no other. */
function partsOf(folders: readonly (readonly string[])[]): DatasetPart[] | undefined {
  const names = new Set(folders.map(([outer = '']) => outer));
  if (names.size < 2 || ![...names].every(isPartName)) return undefined;
  const tests = [...names].some(isTestName) ? isTestName : isValidationName;
  return folders.map(([outer = '']) => (tests(outer) ? 'test' : 'train'));
}

/** Without the folders of the parts and the folders that all images of both parts share below them. */
function withoutSharedFolders(folders: readonly (readonly string[])[], parts: readonly DatasetPart[]): string[][] {
  const inner = folders.map((path) => path.slice(1));
  const [train, test] = (['train', 'test'] as const).map((part) =>
    sharedDepth(inner.filter((_, i) => parts[i] === part)),
  );
  return inner.map((path, i) => {
    const common = (parts[i] === 'train' ? train : test) ?? 0;
    const same = Math.min(train ?? 0, test ?? 0);
    return path.slice(same === common ? common : same);
  });
}

/** Without an innermost folder of the same name in all paths (`n01443537/images`). */
function withoutSharedLeaf(folders: readonly string[][]): string[][] {
  const deep = folders.filter((path) => path.length);
  const last = deep[0]?.at(-1);
  const same = deep.length > 0 && deep.every((path) => path.length > 1 && path.at(-1) === last);
  return same ? folders.map((path) => path.slice(0, -1)) : [...folders];
}
