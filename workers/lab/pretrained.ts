/**
 * The assets that come with the page: files of `assets/`, made by `npm run pretrain` and named by their keys. The bundler puts
 * them beside the page's scripts and fills the addresses in, relative to these, so that they are found from any sub-path.
 */
import type { Shipped } from '../../src/runner/assets/pretrained.ts';

const files = import.meta.glob<string>('../../assets/*.asset', { query: '?url', import: 'default', eager: true });
const addresses = new Map(
  Object.entries(files).map(([path, address]) => [path.replace(/^.*\//, '').replace(/\.asset$/, ''), address]),
);

export const shipped: Shipped = async (id) => {
  const address = addresses.get(id);
  if (address === undefined) return undefined;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The asset ${id} was answered with ${response.status}.`);
  return response.blob();
};
