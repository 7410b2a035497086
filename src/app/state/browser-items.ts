/** Small values kept between visits in local storage; in memory where the browser refuses that, as it does with cookies blocked. */

const inMemory = new Map<string, string>();

export const browserItems = {
  /** Whether local storage was refused since the page was opened. */
  get refused(): boolean {
    return inMemory.size > 0;
  },
  get(key: string): string | undefined {
    try {
      return inMemory.get(key) ?? localStorage.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
      inMemory.delete(key);
    } catch {
      inMemory.set(key, value);
    }
  },
};
