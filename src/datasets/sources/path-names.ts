/** From names of files and folders: the part of a data set that a file holds, and the name of the data set. */
import { baseName } from '../containers/file-entry.ts';

export type DatasetPart = 'train' | 'test';

/** Words of a name: "t10k-images" → t10k, images; "xTest" → x, test. */
const wordsInName = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

const TEST = /^(test|tests|testing|tes|t10k|eval|evaluation|holdout)\d*$/;
const VALIDATION = /^(val|valid|validation|dev)\d*$/;
const TRAIN = /^(train|training|tra|trn|learn)\d*$/;
const EXTRA = /^(extra|additional)\d*$/;

export const isTestName = (name: string): boolean => wordsInName(name).some((word) => TEST.test(word));
export const isValidationName = (name: string): boolean => wordsInName(name).some((word) => VALIDATION.test(word));
export const isTrainName = (name: string): boolean => wordsInName(name).some((word) => TRAIN.test(word));
/** More training data in a file of its own, as of SVHN. */
export const isExtraName = (name: string): boolean => wordsInName(name).some((word) => EXTRA.test(word));

/** The part named by the file name; undefined where it names none. */
export function partFromPath(path: string): DatasetPart | undefined {
  const name = baseName(path);
  if (isTestName(name)) return 'test';
  return isTrainName(name) ? 'train' : undefined;
}

/** The name without its last one or two extensions: `digits` of `digits.csv.gz`. */
export const stem = (path: string): string => baseName(path).replace(/(\.[A-Za-z0-9]{1,7}){1,2}$/, '');

/** The innermost folder that holds all of the files; empty where there is none. */
export function commonFolder(paths: readonly string[]): string {
  let common = paths[0]?.split('/').slice(0, -1) ?? [];
  for (const path of paths) {
    const folders = path.split('/').slice(0, -1);
    let same = 0;
    while (same < common.length && common[same] === folders[same]) same++;
    common = common.slice(0, same);
    if (!same) break;
  }
  return common.at(-1) ?? '';
}

/** Folders that systems and network drives leave among the data: previews, attributes, bins. */
const LITTER_FOLDER =
  /^(__MACOSX|@eaDir|@Recycle|@Recently-Snapshot|#recycle|#snapshot|~snapshot|\$RECYCLE\.BIN|RECYCLER|System Volume Information|lost\+found|Network Trash Folder|Temporary Items|__pycache__)$/i;
const LITTER_FILE = /^((eh)?thumbs(_\w+)?\.db|desktop\.ini|icon\r?|.*@Syno(EAStream|Resource))$/i;

/** Files that operating systems and network drives leave in folders and archives: never data. */
export const isHidden = (path: string): boolean =>
  path.split('/').some((one) => one.startsWith('.') || LITTER_FOLDER.test(one)) || LITTER_FILE.test(baseName(path));
