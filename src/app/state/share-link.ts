/** Puts the design as a link into the address bar and on the clipboard. */
import { specToHash } from '../../protocol/link.ts';
import type { Session } from './session.svelte.ts';

export async function share(session: Session): Promise<void> {
  await session.attempt(async () => {
    const address = new URL(location.href);
    address.hash = await specToHash(session.draft.spec);
    history.replaceState(history.state, '', address);
    const builtIn = session.draft.spec.dataset.source === 'built-in';
    const note = builtIn ? '' : ' It contains only the design: whoever opens it also needs the data set’s files.';
    try {
      await navigator.clipboard.writeText(address.href);
      session.messages.notify(`The link is on the clipboard.${note}`);
    } catch {
      // without permission or a secure origin the clipboard is not available
      session.messages.notify(`The link is in the address bar.${note}`);
    }
  });
}
