/** Names of arms as the page shows them: the methods' own spelling, at the start of a line and within a sentence. */
import { expect, test } from 'vitest';
import { armLabels, armLabelsInSentences } from '../../src/metrics/arm-labels.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { presets } from '../../src/presets/index.ts';
import { strategies } from '../../src/strategies/index.ts';

const infos = strategies.map(({ about }) => about);
const spec = parseSpec({
  ...presets[0].spec,
  arms: [
    ...['random', 'random', 'deep-fool', 'badge', 'alfa-mix', 'gaal', 'least-confidence', 'k-median', 'mixture'].map(
      (strategy) => ({ strategy }),
    ),
    { strategy: 'margin', name: 'My margin' },
  ],
});

test('are those of the catalogue, numbered where several are of one strategy', () => {
  expect(armLabels(spec, infos)).toEqual(
    'Random|Random 2|DeepFool|BADGE|ALFA-Mix|GAAL|Least confidence|K-median|Mixture query|My margin'.split('|'),
  );
});

test('keep their spelling within a sentence, and given names are left alone', () => {
  expect(armLabelsInSentences(spec, infos)).toEqual(
    'random|random 2|DeepFool|BADGE|ALFA-Mix|GAAL|least confidence|K-median|mixture query|My margin'.split('|'),
  );
  expect(armLabelsInSentences(spec, [])[2]).toBe('deep-fool');
});
