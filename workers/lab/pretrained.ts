/**
 * The assets shipped with the page: files of `assets/`, built by `npm run pretrain` and named by their keys. The bundler puts them
 * beside the page's scripts and inserts their relative addresses, so that they are found from any sub-path.
 */
import type { PretrainedSource } from '../../src/runner/assets/pretrained.ts';

const assetUrls = import.meta.glob<string>('../../assets/*.asset', { query: '?url', import: 'default', eager: true });
const urlsById = new Map(
  Object.entries(assetUrls).map(([path, address]) => [path.replace(/^.*\//, '').replace(/\.asset$/, ''), address]),
);

export const pretrained: PretrainedSource = async (id) => {
  const url = urlsById.get(id);
  if (url === undefined) return undefined;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The asset ${id} was answered with ${response.status}.`);
  return response.blob();
};
