/** Choices of an import as they are written on the command line. */
import { describe, expect, test } from 'vitest';
import { parseChoice } from '../../src/protocol/import/import-choices.ts';

test.each([
  ['separator=tab', { separator: '\t' }],
  ['separator=toString', { separator: 'toString' }],
  ['decimal=comma', { decimal: ',' }],
  ['channels=3', { channels: 3 }],
  ['repeats=drop', { repeats: 'drop' }],
  ['imageSize=4x512', { imageSize: [4, 512] }],
  ['leftOut=a,b', { leftOut: ['a', 'b'] }],
  ['labelColumn=none', { labelColumn: null }],
])('%s', (text, choice) => {
  expect(parseChoice(text)).toEqual(choice);
});

describe('is refused with its text', () => {
  test.each([
    ['no choice', 'shape=3'],
    ['a word that every object knows', 'toString=3'],
    ['a constructor', 'constructor=3'],
    ['a value that every object knows', 'decimal=toString'],
    ['another one', 'channels=constructor'],
    ['a side that is too short', 'imageSize=3x28'],
    ['a side that is too long', 'imageSize=28x513'],
  ])('%s', (_, text) => {
    expect(() => parseChoice(text)).toThrow(expect.objectContaining({ code: 'bad-spec' }));
  });
});
