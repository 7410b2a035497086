/** A preview as JSON for scripts and as text for people. */
import type { ChoiceValue } from '../../../src/protocol/import/import-choices.ts';
import type { ImportPreview } from '../../../src/protocol/import/import-preview.ts';

/** The fields of `inspect --json`; they stay, and others may be added. */
export interface InspectReport {
  format: string;
  name: string;
  /** Samples in all, and how many of them are the test part. */
  samples: number;
  test: number;
  classes: string[];
  /** Labelled samples per class, in the order of `classes`. */
  counts: number[];
  /** Of one sample. */
  shape: number[];
  /** Names of the feature columns, their number where they have no names; null for images. */
  features: string[] | number | null;
  warnings: ImportPreview['warnings'];
  choices: { key: string; value: ChoiceValue; options: ChoiceValue[]; why: string }[];
  passedOver: ImportPreview['passedOver'];
}

export function asJson(preview: ImportPreview): InspectReport {
  const { format, name, classes, classCounts, shape, kind, warnings, passedOver } = preview;
  return {
    format,
    name,
    samples: preview.trainCount + preview.testCount,
    test: preview.testCount,
    classes,
    counts: classCounts,
    shape,
    features: kind === 'image' ? null : (preview.features ?? shape[0] ?? 0),
    warnings,
    choices: preview.choices.map(({ key, value, options, why }) => ({
      key,
      value,
      options: options.map((one) => one.value),
      why,
    })),
    passedOver,
  };
}

/** A line per fact; of long lists the beginning. */
export function asText(preview: ImportPreview): string {
  const { name, format, samples, test, classes, counts, shape, features, warnings, passedOver } = asJson(preview);
  const count = (number: number): string => number.toLocaleString('en');
  const lines = [
    `${name} (${format})`,
    `  samples    ${count(samples)}${test ? `, ${count(test)} of them for the test` : ''}`,
    `  shape      ${shape.join(' × ')}`,
    ...(Array.isArray(features) ? [`  features   ${beginning(features)}`] : []),
    `  classes    ${classes.length ? beginning(classes.map((one, i) => `${one} (${count(counts[i]!)})`)) : 'none'}`,
    ...warnings.map(({ text }) => `  warning    ${text}`),
    ...preview.choices.map(
      ({ key, value, options, why }) =>
        `  --choose   ${key}=${valueText(value)}${options.length ? `  (of ${beginning(options.map((one) => valueText(one.value)))})` : ''}\n             ${why}`,
    ),
    ...passedOver.slice(0, MAX_LISTED).map(({ path, why }) => `  left out   ${path}: ${why}`),
    ...(passedOver.length > MAX_LISTED ? [`  left out   and ${count(passedOver.length - MAX_LISTED)} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const MAX_LISTED = 12;

const beginning = (texts: readonly string[]): string =>
  texts.slice(0, MAX_LISTED).join(', ') + (texts.length > MAX_LISTED ? `, … (${texts.length})` : '');

/** As `--choose` takes it. */
function valueText(value: ChoiceValue): string {
  if (value === null) return 'none';
  if (typeof value === 'object') return value.join(typeof value[0] === 'number' ? 'x' : ',');
  return value === '\t' ? 'tab' : String(value);
}
