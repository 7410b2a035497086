/** Runs that the page began by itself and nobody touched; known by their ids, so that they do not fill the store. */
const KEY = 'querent.demos';

function list(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

const save = (ids: string[]): void => localStorage.setItem(KEY, JSON.stringify(ids));

export const demoRuns = {
  list,
  add: (id: string): void => save([...list(), id]),
  remove: (id: string): void => save(list().filter((one) => one !== id)),
};
