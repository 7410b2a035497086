/** A data set with some of its classes only: samples of the others count as unlabelled and are in no split. */
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';

/**
 * The data set with the given classes. Indices, values and scale stay those of the whole data set.
 * @param labels of all samples, −1 for no label
 * @param classes names of the classes kept, in the order of their new labels; all if absent
 * @throws Problem `unfit` where a class does not exist
 */
export function selectClasses(
  info: DatasetInfo,
  labels: Int32Array,
  classes: readonly string[] | undefined,
): { info: DatasetInfo; labels: Int32Array } {
  if (!classes) return { info, labels };
  const positions = classes.map((name) => positionOf(info.classes, name));
  const unknown = classes.find((_, i) => positions[i]! < 0);
  if (unknown !== undefined)
    throw new Problem(
      'unfit',
      `“${info.name}” has no class “${unknown}”.`,
      `Its classes are: ${info.classes.slice(0, 20).join(', ')}${info.classes.length > 20 ? ', …' : ''}.`,
    );
  const renumbered = info.classes.map((_, position) => positions.indexOf(position));
  const narrowed = labels.map((label) => renumbered[label] ?? -1);
  const labelledCount = narrowed.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0);
  return { info: { ...info, classes: [...classes], labelledCount }, labels: narrowed };
}

/** Position of a name that may be written with other code points for the same letters; −1 where there is none. */
function positionOf(names: readonly string[], name: string): number {
  const exact = names.indexOf(name);
  return exact >= 0 ? exact : names.findIndex((one) => one.normalize('NFC') === name.normalize('NFC'));
}
