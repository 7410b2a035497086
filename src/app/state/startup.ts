/** What the page does by itself on opening: the first preset, a link's design, or what an earlier visit left unfinished. */
import { specFromHash } from '../../protocol/link.ts';
import type { Spec } from '../../protocol/spec.ts';
import { sameSpec } from './draft.svelte.ts';
import { demoRuns } from './run/demo-runs.ts';
import type { Session } from './session.svelte.ts';

/** The first visit starts the first preset; a link its design; and where a run was cut short, that one is shown. */
export async function startUp(session: Session, hash: string): Promise<void> {
  await session.attempt(async () => {
    const linked = specFromHash(hash).catch((error: unknown) => session.messages.error(error));
    const backend = session.startBackend();
    const catalogueAndLibrary = Promise.all([
      session.lab.catalogue().then((one) => (session.catalogue = one)),
      session.library.open(),
    ]);
    // what goes wrong with these meanwhile is said below
    for (const early of [backend, catalogueAndLibrary]) early.catch(() => undefined);
    await session.runs.open();
    const spec = await linked;
    // a link that was opened before leads on with its run
    const resumable = session.resumableRuns.find((one) => !spec || sameSpec(one.spec, spec));
    const started = resumable
      ? session.openRun(resumable, true)
      : spec
        ? catalogueAndLibrary.then(() => openLinkedSpec(session, spec))
        : startDemoRun(session);
    await Promise.all([started, catalogueAndLibrary, backend]);
  });
}

/** The address has another link in it, put there by hand or by going back. */
export async function followLink(session: Session, hash: string): Promise<void> {
  await session.attempt(async () => {
    const spec = await specFromHash(hash);
    if (spec && !sameSpec(spec, session.draft.spec)) await openLinkedSpec(session, spec);
  });
}

/** A design that needs no files starts at once; for the others it is said what they need. */
async function openLinkedSpec(session: Session, spec: Spec): Promise<void> {
  session.loadSpec(spec);
  const { dataset } = spec;
  if (dataset.source === 'built-in' || (dataset.source === 'stored' && session.library.find(dataset.id)))
    await session.run();
  else await session.library.findOrGenerate(dataset, new AbortController().signal);
}

async function startDemoRun(session: Session): Promise<void> {
  // what nobody touched leaves nothing behind but its last run
  for (const id of demoRuns.list()) {
    const run = session.runs.list.find((one) => one.id === id);
    if (run?.finished) await session.lab.deleteRun(id);
    if (!run || run.finished) demoRuns.remove(id);
  }
  await session.attempt(async () => {
    const info = await session.createRun(session.draft.spec);
    demoRuns.add(info.id);
    await session.player.play('run');
  });
  await session.refreshRuns();
}
