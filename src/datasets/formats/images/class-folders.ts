/** The part and the class of images, by the names of their folders. */
import { isTestName, isTrainName, isValidationName, type DatasetPart } from '../../sources/path-names.ts';

export interface FolderLabel {
  part: DatasetPart;
  /** null where no folder names a class. */
  className: string | null;
}

/** Names of folders that hold images but are no class. */
const GENERIC_NAME =
  /^(images?|imgs?|photos?|pictures?|pics|data(set)?|files|unlabell?ed|pool|samples?|all|png|jpe?g|raw)$/i;

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
 * Classes are the folders below those that all images share, joined where there are several levels: `alphabet/character`.
 * Outermost folders called train, test and the like are the parts. A single folder is a class if it lies in another one
 * and its name is not a generic one.
 * @param folders of every image, the outermost first
 */
export function folderLabels(folders: readonly (readonly string[])[]): FolderLabel[] {
  const common = sharedDepth(folders);
  let inner = folders.map((path) => path.slice(common));
  if (inner.every((path) => !path.length)) {
    const name = folders[0]?.[common - 1] ?? '';
    const plain = common < 2 || GENERIC_NAME.test(name) || isPartName(name) || folders[0]?.[common - 2] === name;
    return folders.map(() => ({ part: 'train', className: plain ? null : name }));
  }
  const parts = partsOf(inner);
  if (parts) inner = withoutSharedFolders(inner, parts);
  inner = withoutSharedLeaf(inner);
  return inner.map((path, index) => ({ part: parts?.[index] ?? 'train', className: path.join('/') || null }));
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
