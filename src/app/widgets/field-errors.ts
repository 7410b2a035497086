/** What is wrong with the fields of a row, shown under the row where there is room; each field knows its own by id. */
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

const KEY = Symbol('complaints');

/** Called by a row: the complaints of the fields in it, by the id of the field's note. */
export const provideFieldErrors = (): SvelteMap<string, string> => setContext(KEY, new SvelteMap<string, string>());

/** Called by a field: puts its complaint under the row, or takes it back. */
export function useFieldErrors(): (id: string, text: string | undefined) => void {
  const complaints = getContext<SvelteMap<string, string> | undefined>(KEY);
  return (id, text) => {
    if (text === undefined) complaints?.delete(id);
    else complaints?.set(id, text);
  };
}
