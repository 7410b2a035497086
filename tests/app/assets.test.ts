/** What the page does with trained assets. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AssetLibrary } from '../../src/app/state/data/asset-library.svelte.ts';
import { Messages } from '../../src/app/state/messages.svelte.ts';
import type { AssetInfo } from '../../src/protocol/assets.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { assetOf, reducedRecipe } from '../support/asset-fixtures.ts';

describe('on the page', () => {
  let kept: AssetInfo[];
  let messages: Messages;
  const room = vi.fn(() => Promise.resolve());
  let assets: AssetLibrary;
  const data = {
    assets: () => Promise.resolve(kept),
    assetTrace: () => Promise.resolve({ readings: new Float32Array(0) }),
    deleteAsset: vi.fn((id: string) => Promise.resolve(void (kept = kept.filter((one) => one.id !== id)))),
    exportAsset: vi.fn(() => Promise.resolve(new Blob(['file']))),
    importAsset: vi.fn(() => {
      kept = [assetOf(reducedRecipe)];
      return Promise.resolve(kept[0]!);
    }),
  };

  beforeEach(async () => {
    vi.clearAllMocks();
    kept = [assetOf(reducedRecipe)];
    messages = new Messages();
    assets = new AssetLibrary({
      openData: () => data,
      messages,
      attempt: async (action) => void (await action()),
      onChange: room,
    });
    await assets.refresh();
  });

  it('what was deleted comes back with Undo', async () => {
    await assets.delete(assets.list[0]!);
    expect(assets.list).toEqual([]);
    const [message] = messages.list;
    expect(message?.text).toContain('WGAN-GP: Strokes');
    message!.action!.run();
    await vi.waitFor(() => expect(assets.list).toHaveLength(1), { timeout: 120_000 });
    // how much room is used is read anew each time
    expect(room).toHaveBeenCalledTimes(2);
  });

  it('what is too large for a copy is deleted without one', async () => {
    const large = assetOf(reducedRecipe, { bytes: 2 ** 30 });
    await assets.delete(large);
    expect(data.exportAsset).not.toHaveBeenCalled();
    expect(assets.list).toEqual([]);
    expect(messages.list[0]?.action).toBeUndefined();
  });

  it('what a run works with stays, and is free to be dealt with again', async () => {
    data.deleteAsset.mockRejectedValueOnce(new Problem('busy', 'A run is working with it.'));
    await expect(assets.delete(assets.list[0]!)).rejects.toMatchObject({ code: 'busy' });
    expect(assets.list).toHaveLength(1);
    expect(assets.busy).toEqual([]);
  });

  it('an imported half says from which step it goes on', async () => {
    data.importAsset.mockImplementationOnce(() => Promise.resolve(assetOf(reducedRecipe, { done: 1200 })));
    await assets.import(new Blob());
    expect(messages.list[0]?.text).toContain('resumes at step 1,200');
  });
});
