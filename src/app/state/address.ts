/** The address bar follows the design, so that a reload or a copied address gives what is on the page. */
import { firstPreset } from '../../presets/first.ts';
import { specToHash } from '../../protocol/link.ts';
import { parseSpec, type Spec } from '../../protocol/spec.ts';
import { sameSpec } from './draft.svelte.ts';
import type { Session } from './session.svelte.ts';

/** Typing in a field changes the design often; browsers refuse many changes of the address in a row. */
const WAIT_MS = 300;

/** An entry of the history: whether its design is that of a run. Another design then gets an entry of its own. */
interface EntryState {
  run: boolean;
}

export const entryState = (): EntryState | null => history.state as EntryState | null;

/** What an address without a design stands for. */
export const firstDesign = (): Spec => parseSpec(firstPreset.spec);

/**
 * Puts the present design into the address once the page has opened: that of a run at once, another one after a while.
 * @returns gives that up
 */
export function keepAddress(session: Session): (() => void) | undefined {
  if (!session.opened || session.followedLink) return undefined;
  const { spec } = session.draft;
  const run = !!session.player.spec && !session.designChanged;
  // the visitor may have gone back meanwhile: the design then follows the address
  const { href } = location;
  const timer = setTimeout(() => void putDesign(spec, { run, href }), run ? 0 : WAIT_MS);
  return () => clearTimeout(timer);
}

/** @param href of the entry that the design belongs to: nothing is put into another one */
async function putDesign(spec: Spec, { run, href }: { run: boolean; href: string }): Promise<void> {
  const address = new URL(href);
  address.hash = address.hash === '' && sameSpec(spec, firstDesign()) ? '' : await specToHash(spec);
  if (location.href !== href) return;
  const state: EntryState = { run };
  try {
    if (address.href === location.href) {
      if (run) history.replaceState(state, '');
    } else if (entryState()?.run) history.pushState(state, '', address);
    else history.replaceState(state, '', address);
  } catch {
    // a page in a frame may not change its address: the design is on the page all the same
  }
}
