/** The design as a link: put into the address and onto the clipboard. */
import { toHash } from '../../protocol/link.ts';
import type { Session } from './session.svelte.ts';

export async function share(session: Session): Promise<void> {
  await session.attempt(async () => {
    const address = new URL(location.href);
    address.hash = await toHash(session.draft.spec);
    history.replaceState(null, '', address);
    const builtIn = session.draft.spec.dataset.source === 'built-in';
    const note = builtIn ? '' : ' It holds the design only: whoever opens it needs the data set’s files too.';
    try {
      await navigator.clipboard.writeText(address.href);
      session.messages.say(`The link is on the clipboard.${note}`);
    } catch {
      // no permission, or no secure origin: the address bar has it
      session.messages.say(`The link stands in the address bar.${note}`);
    }
  });
}
