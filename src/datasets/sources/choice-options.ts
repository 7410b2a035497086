/** Choices that several formats offer: key, label and options, without value and reason. */
import type { ImportChoice } from '../../protocol/import-preview.ts';

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
