/** Errors of the fields of a row, shown under the row. */
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

const KEY = Symbol('complaints');

/** Called by a row. @returns the errors of its fields, by the id of the field's note */
export const provideFieldErrors = (): SvelteMap<string, string> => setContext(KEY, new SvelteMap<string, string>());

/** Called by a field. @returns sets or clears its error under the row */
export function useFieldErrors(): (id: string, text: string | undefined) => void {
  const complaints = getContext<SvelteMap<string, string> | undefined>(KEY);
  return (id, text) => {
    if (text === undefined) complaints?.delete(id);
    else complaints?.set(id, text);
  };
}
