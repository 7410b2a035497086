/** Keys of assets in version 0.1.0. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { autoEncoderRecipes } from '../../src/generative/recipes/auto-encoder-recipes.ts';
import { ganRecipes } from '../../src/generative/recipes/gan-recipes.ts';
import { assetKey, type AssetKind, type AssetRecipe, type JsonValue } from '../../src/protocol/assets.ts';
import { legacyAssetKey, networkSizeOf } from '../../src/protocol/migrations/asset-keys.ts';
import { recipeOf } from '../../src/runner/assets/asset-definition.ts';
import { assetKinds } from '../../src/runner/assets/kinds/index.ts';

/** By recipe: the key in 0.1.0 of the asset of this data set and seed. */
const url = new URL('fixtures/asset-keys-0.1.0.json', import.meta.url);
const keysBefore = JSON.parse(readFileSync(url, 'utf8')) as Record<string, string>;
const data = { dataset: 'moons', members: '00' };

const recipeFor = (kind: 'generator' | 'auto-encoder', fields: object): AssetRecipe =>
  recipeOf(assetKinds[kind], { fields: fields as Record<string, JsonValue>, seed: 1 }, { data, from: [] });

describe('the key of version 0.1.0', () => {
  it('is reproduced for every recipe of that version', async () => {
    const found: Record<string, string | undefined> = {};
    for (const recipe of ganRecipes)
      found[recipe.name] = await legacyAssetKey(recipeFor('generator', recipe), { recipeName: recipe.name, ...recipe }, []); // prettier-ignore
    for (const recipe of autoEncoderRecipes)
      found[recipe.name] = await legacyAssetKey(recipeFor('auto-encoder', recipe), { recipeName: recipe.name, ...recipe }, []); // prettier-ignore
    expect(found).toMatchObject(keysBefore);
  });

  it('equals the current key where the recipe had no labels and its parts kept their keys', async () => {
    for (const kind of ['features', 'classifier', 'encoder', 'index'] as AssetKind[]) {
      const version = assetKinds[kind].version;
      const recipe: AssetRecipe = { kind, version, data, settings: { steps: 3 }, seed: 1, from: ['one'] };
      expect(await legacyAssetKey(recipe, {}, ['one'])).toBe(await assetKey(recipe));
      expect(await legacyAssetKey(recipe, {}, ['another'])).not.toBe(await assetKey(recipe));
    }
  });

  it('is undefined for later recipes and build rules', async () => {
    const recipe = recipeFor('generator', ganRecipes[0]!);
    expect(await legacyAssetKey(recipe, { recipeName: 'paper-infogan-mnist-ten', size: 'paper' }, [])).toBeUndefined();
    expect(await legacyAssetKey(recipe, {}, [])).toBeUndefined();
    const later = { ...recipe, version: 2 };
    expect(await legacyAssetKey(later, { recipeName: 'plane-wgan-gp', size: 'plane' }, [])).toBeUndefined();
  });
});

it('the network size of an old asset is read from its settings', () => {
  const recipe: AssetRecipe = { kind: 'generator', version: 1, data, settings: { size: 'paper' }, seed: 1 };
  expect(networkSizeOf({ recipe })).toBe('paper');
  expect(networkSizeOf({ recipe, size: 'reduced' })).toBe('reduced');
  expect(networkSizeOf({ recipe: { ...recipe, settings: { steps: 3 } } })).toBeUndefined();
});
