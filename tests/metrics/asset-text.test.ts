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
import type { AssetInfo, AssetKind, JsonValue } from '../../src/protocol/assets.ts';

const asset = (settings: JsonValue, parts: Partial<AssetInfo> = {}, kind: AssetKind = 'generator'): AssetInfo => ({
  ...{ id: 'a', name: 'WGAN-GP: Strokes', madeOn: 'wasm', bytes: 1000, created: 0, updated: 0 },
  ...{ done: 2500, total: 2500 },
  recipe: { kind, version: 1, data: { dataset: 'strokes', members: 'ff' }, settings, seed: 1 },
  ...parts,
});
const reduced = { size: 'reduced', parameters: { width: 0.25 } };

describe('the text of an asset', () => {
  it('distinguishes a reduced recipe from the paper’s', () => {
    expect(networkSizeText(asset(reduced))).toBe('reduced ÷4');
    expect(networkSizeText(asset({ size: 'reduced', parameters: { width: 1 } }))).toBe('reduced');
    expect(networkSizeText(asset({ size: 'paper', parameters: { width: 1 } }, { total: 40_000 }))).toBe(
      'the paper’s size',
    );
    expect(networkSizeText(asset({ size: 'paper', parameters: {} }, { total: 500, usual: 40_000 }))).toBe(
      'the paper’s networks, 500 steps instead of 40,000',
    );
    expect(networkSizeText(asset(reduced, { total: 60, usual: 2500 }))).toBe('reduced ÷4, 60 steps instead of 2,500');
    expect(networkSizeText(asset({ ...reduced, size: 'quick' }))).toBe('reduced and quick ÷4');
    expect(networkSizeText(asset({ size: 'plane' }))).toBe('');
    expect(networkSizeText(asset({ features: 'pixels' }, {}, 'features'))).toBe('');
  });

  it('gives its progress', () => {
    expect(assetProgressText(asset(reduced))).toBe('2,500 steps');
    expect(assetProgressText(asset(reduced, { done: 1200 }))).toBe('1,200 of 2,500 steps');
    expect(assetProgressText(asset({}, { done: 999, total: 1000 }, 'features'))).toBe('99 % done');
    expect(assetProgressText(asset({}, { done: 1, total: 1 }, 'index'))).toBe('');
    expect(indexRecallText(asset({}, { recall: 0.9562 }, 'index'))).toBe('finds 95.6 % of the true neighbours');
    expect(indexRecallText(asset({}, { recall: 1 }, 'index'))).toBe('');
    expect(assetKindText(asset({}, {}, 'index'))).toBe('Index of neighbours');
    expect(datasetIdOf(asset(reduced))).toBe('strokes');
    expect(datasetText(asset(reduced), 'Strokes')).toBe('');
    expect(datasetText(asset(reduced), 'My digits')).toBe('My digits');
  });
});
