/** Choices that several formats offer: key, label and options, without value and reason. */
import type { ImportChoice } from '../../protocol/import/import-preview.ts';

export const CHANNELS_CHOICE = {
  key: 'channels',
  label: 'Colours',
  options: [
    { value: 1, label: 'grey' },
    { value: 3, label: 'red, green, blue' },
  ],
} satisfies Partial<ImportChoice>;

export const ON_OFF = [
  { value: true, label: 'yes' },
  { value: false, label: 'no' },
];

/** What a value in a label column may be that may also stand for a missing label. */
export const CLASS_OR_UNLABELLED = [
  { value: 'class', label: 'a class' },
  { value: 'unlabelled', label: 'no label' },
];
