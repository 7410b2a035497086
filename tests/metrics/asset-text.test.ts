/** Texts on a trained asset. */
import { describe, expect, it } from 'vitest';
import {
  datasetIdOf,
  datasetText,
  assetKindText,
  assetProgressText,
  indexRecallText,
  networkSizeText,
} from '../../src/metrics/assets/asset-text.ts';
import { assetOf, reducedRecipe } from '../support/asset-fixtures.ts';

describe('the text of an asset', () => {
  it('distinguishes a reduced recipe from the paper’s', () => {
    expect(networkSizeText(assetOf(reducedRecipe))).toBe('reduced ÷4');
    expect(networkSizeText(assetOf({ size: 'reduced', parameters: { width: 1 } }))).toBe('reduced');
    expect(networkSizeText(assetOf({ size: 'paper', parameters: { width: 1 } }, { total: 40_000 }))).toBe(
      'the paper’s size',
    );
    expect(networkSizeText(assetOf({ size: 'paper', parameters: {} }, { total: 500, usual: 40_000 }))).toBe(
      'the paper’s networks, 500 steps instead of 40,000',
    );
    expect(networkSizeText(assetOf(reducedRecipe, { total: 60, usual: 2500 }))).toBe(
      'reduced ÷4, 60 steps instead of 2,500',
    );
    expect(networkSizeText(assetOf({ ...reducedRecipe, size: 'quick' }))).toBe('reduced and quick ÷4');
    expect(networkSizeText(assetOf({ size: 'plane' }))).toBe('');
    expect(networkSizeText(assetOf({ features: 'pixels' }, {}, 'features'))).toBe('');
  });

  it('gives its progress', () => {
    expect(assetProgressText(assetOf(reducedRecipe))).toBe('2,500 steps');
    expect(assetProgressText(assetOf(reducedRecipe, { done: 1200 }))).toBe('1,200 of 2,500 steps');
    expect(assetProgressText(assetOf({}, { done: 999, total: 1000 }, 'features'))).toBe('99 % done');
    expect(assetProgressText(assetOf({}, { done: 1, total: 1 }, 'index'))).toBe('');
    expect(indexRecallText(assetOf({}, { recall: 0.9562 }, 'index'))).toBe('finds 95.6 % of the true neighbours');
    expect(indexRecallText(assetOf({}, { recall: 1 }, 'index'))).toBe('');
    expect(assetKindText(assetOf({}, {}, 'index'))).toBe('Index of neighbours');
    expect(datasetIdOf(assetOf(reducedRecipe))).toBe('strokes');
    expect(datasetText(assetOf(reducedRecipe), 'Strokes')).toBe('');
    expect(datasetText(assetOf(reducedRecipe), 'My digits')).toBe('My digits');
  });
});
