/**
 * Prepares the assets of one step, each once: finds them in memory, in the database or among those shipped with the page, resumes
 * unfinished ones, or builds them after the assets that they are made of. Independent of the kinds.
 */
import { assetKey, isReady, type AssetInfo, type AssetKind } from '../../protocol/assets.ts';
import type { UsedAsset } from '../../protocol/events.ts';
import { legacyAssetKey } from '../../protocol/migrations/asset-keys.ts';
import { findAsset, moveAsset } from '../../storage/assets.ts';
import { AssetBuild, type AssetIdentity } from './asset-build.ts';
import { recipeDataOf, type AssetContext } from './asset-context.ts';
import { recipeOf, type AssetDefinition, type AssetTask } from './asset-definition.ts';
import { disposeOf, type ReadyAsset } from './ready-asset.ts';
import { assetKinds, type AssetInput, type AssetProduct } from './kinds/index.ts';
import { storePretrained } from './pretrained.ts';

/** An asset before it is prepared; the assets that it is made of are. */
interface Identified {
  identity: AssetIdentity;
  legacyId: string | undefined;
  required: readonly ReadyAsset[];
}

type AnyDefinition = AssetDefinition<unknown, unknown, readonly ReadyAsset[]>;

export const usedAsset = ({ id, recipe, seconds = 0 }: AssetInfo): UsedAsset => ({ id, kind: recipe.kind, seconds });

export class AssetSession {
  private readonly prepared = new Map<string, ReadyAsset>();
  /** Seconds of building in this session; loading is not counted. */
  buildSeconds = 0;

  constructor(readonly context: AssetContext) {}

  /** The session's assets so far, for the log. */
  get used(): UsedAsset[] {
    return Array.from(this.prepared.values(), ({ info }) => usedAsset(info));
  }

  /**
   * The asset, ready to be used until the session is disposed of.
   * @throws Problem `unfit` where the data have no such networks, `full`
   */
  async ensure<Kind extends AssetKind>(
    kind: Kind,
    input: AssetInput<Kind>,
  ): Promise<ReadyAsset<AssetProduct<Kind>>> {
    return (await this.ensureAny(kind, input)) as ReadyAsset<AssetProduct<Kind>>;
  }

  /** Key of an asset, and the assets that it is made of, which are prepared. */
  async identify<Kind extends AssetKind>(
    kind: Kind,
    input: AssetInput<Kind>,
  ): Promise<{ id: string; required: readonly ReadyAsset[] }> {
    const { identity, required } = await this.identifyAny(kind, input);
    return { id: identity.id, required };
  }

  /** Leaves the networks of finished assets to the run's next step, and frees the others. */
  dispose(): void {
    for (const asset of [...this.prepared.values()].reverse()) {
      const { deviceBytes } = assetKinds[asset.info.recipe.kind] as AnyDefinition;
      if (deviceBytes) this.context.loaded.put(asset, deviceBytes(asset.product));
      else disposeOf(asset);
    }
    this.prepared.clear();
  }

  private async ensureAny(kind: AssetKind, input: unknown): Promise<ReadyAsset> {
    const definition = assetKinds[kind] as AnyDefinition;
    const identified = await this.identifyAny(kind, input);
    const { identity, legacyId, required } = identified;
    const existing = this.prepared.get(identity.id);
    if (existing) return existing;
    await this.context.control.useAsset?.(identity.id);
    const task: AssetTask<unknown, readonly ReadyAsset[]> = { input, required, context: this.context };
    const stored = await this.find(identified);
    const asset = this.takeLoaded(stored) ?? { legacyId, ...(await this.prepare(task, { definition, identity, stored })) };
    this.prepared.set(identity.id, asset);
    return asset;
  }

  /** The asset from an earlier step, where it is still stored: a person may have deleted it. */
  private takeLoaded(stored: AssetInfo | undefined): ReadyAsset | undefined {
    return stored && isReady(stored) ? this.context.loaded.take(stored.id) : undefined;
  }

  private async identifyAny(kind: AssetKind, input: unknown): Promise<Identified> {
    const { context } = this;
    const definition = assetKinds[kind] as AnyDefinition;
    const required: ReadyAsset[] = [];
    for (const reference of definition.requires(input))
      required.push(await this.ensureAny(reference.kind, reference.input));
    const { name, fields, seed, ...display } = definition.describe({ input, required, context });
    const data = await recipeDataOf(context);
    const recipe = recipeOf(definition, { fields, seed }, { data, from: required.map(({ info }) => info.id) });
    const id = await assetKey(recipe);
    const legacyFrom = required.flatMap(({ legacyId }) => legacyId ?? []);
    const legacyId =
      legacyFrom.length === required.length ? await legacyAssetKey(recipe, display, legacyFrom) : undefined;
    return { identity: { id, name: `${name}: ${context.info.name}`, recipe, ...display }, legacyId, required };
  }

  /** The stored or shipped asset, finished or not. One under the key of version 0.1.0 is moved to its key of today. */
  private async find({ identity, legacyId }: Identified): Promise<AssetInfo | undefined> {
    const { db, pretrained } = this.context;
    const { id, name, recipe, recipeName, size } = identity;
    const display = { ...(recipeName !== undefined && { recipeName }), ...(size !== undefined && { size }) };
    const migrated = (info: AssetInfo): AssetInfo => ({ ...info, id, name, recipe, ...display });
    const ids = legacyId === undefined || legacyId === id ? [id] : [id, legacyId];
    for (const other of ids.slice(1)) await moveAsset(db, other, migrated);
    return (await findAsset(db, id)) ?? storePretrained({ db, pretrained }, ids, migrated);

  }

  /** Loads a finished asset, or builds what is left of it. */
  private async prepare(
    task: AssetTask<unknown, readonly ReadyAsset[]>,
    { definition, identity, stored }: { definition: AnyDefinition; identity: AssetIdentity; stored: AssetInfo | undefined },
  ): Promise<{ info: AssetInfo; product: unknown }> {
    if (stored && isReady(stored)) return { info: stored, product: await definition.load(task, identity.id) };
    const build = new AssetBuild(task.context, identity, stored);
    const product = await definition.build(task, build);
    this.buildSeconds += build.seconds();
    return { info: build.info, product };
  }
}
