/**
 * Contract of an asset kind: the fields of its key, the assets that it is made of, and how it is built, resumed and loaded. A new
 * kind is one file in `kinds/` and one line in `kinds/index.ts`; `asset-session.ts` prepares assets of all kinds.
 */
import type { AssetInfo, AssetKind, AssetRecipe, JsonValue } from '../../protocol/assets.ts';
import type { RequirementKey } from '../../protocol/requirements.ts';
import type { AssetBuild } from './asset-build.ts';
import type { AssetContext } from './asset-context.ts';
import type { ProgressSource } from './progress-reporter.ts';
import type { ReadyAsset } from './ready-asset.ts';

/** A kind and its input: identifies an asset. */
export interface AssetReference {
  kind: AssetKind;
  input: unknown;
}

/** Inputs of an asset's preparation. */
export interface AssetTask<Input, Required> {
  input: Input;
  /** The assets of `requires`, in its order. */
  required: Required;
  context: AssetContext;
}

/** Name, seed and amount of work of an asset, and the fields of its recipe. */
export interface AssetDescription extends Pick<AssetInfo, 'recipeName' | 'size' | 'usual' | 'total'> {
  /** For display, without the name of the data set. */
  name: string;
  /** The whole recipe; only the kind's `keyFields` of it are hashed. */
  fields: Readonly<Record<string, JsonValue | undefined>>;
  seed: number;
}

export interface AssetDefinition<Input, Product, Required extends readonly ReadyAsset[] = readonly []> {
  kind: AssetKind;
  /** Keys of `requirements` that strategies require and that this kind meets. */
  provides: readonly RequirementKey[];
  /** Of the build rules; increased when the same recipe gives another result. */
  version: number;
  /** The fields of a recipe that decide the result. Together with data, seed and required assets they make the key. */
  keyFields: readonly string[];
  describe(task: AssetTask<Input, Required>): AssetDescription;
  /** The assets that it is made of; prepared first. */
  requires(input: Input): readonly AssetReference[];
  /** Builds the asset or continues an unfinished one (`build.saved`), and saves it. */
  build(task: AssetTask<Input, Required>, build: AssetBuild): Promise<Product>;
  /** Reads the finished asset of this key. */
  load(task: AssetTask<Input, Required>, id: string): Promise<Product>;
  /** Bytes of the product on the device, which may stay there from step to step; absent where there is nothing to keep. */
  deviceBytes?(product: Product): number;
  /** Readings and sample grid to show during the build; absent where there are none. */
  view?(product: Product, task: AssetTask<Input, Required>): ProgressSource<never>;
}

/** The recipe with the fields that decide the result and no others. */
export const recipeOf = <Input, Required extends readonly ReadyAsset[]>(
  { kind, version, keyFields }: Pick<AssetDefinition<Input, unknown, Required>, 'kind' | 'version' | 'keyFields'>,
  { fields, seed }: Pick<AssetDescription, 'fields' | 'seed'>,
  { data, from }: { data: JsonValue; from: readonly string[] },
): AssetRecipe => ({
  kind,
  version,
  data,
  settings: Object.fromEntries(keyFields.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))),
  seed,
  ...(from.length > 0 && { from }),
});
