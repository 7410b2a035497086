/** An asset in memory. */
import type { AssetInfo } from '../../protocol/assets.ts';

/** An asset that is ready to be used. */
export interface ReadyAsset<Product = unknown> {
  info: AssetInfo;
  /** Key of the same asset in version 0.1.0; undefined where that had none. */
  legacyId: string | undefined;
  /** Belongs to the session, which disposes of it or keeps it for the run's next step. */
  product: Product;
}

/** Frees what the asset holds on the device. */
export const disposeOf = ({ product }: ReadyAsset): void => (product as { dispose?(): void }).dispose?.();
