/** What the page opens with: a link's design, an unfinished run of an earlier visit, or the first preset. */
import { specFromHash } from '../../protocol/link.ts';
import type { Spec } from '../../protocol/spec.ts';
import { entryState, firstDesign } from './address.ts';
import { browserItems } from './browser-items.ts';
import { sameSpec } from './draft.svelte.ts';
import { demoRuns } from './run/demo-runs.ts';
import type { Session } from './session.svelte.ts';

/**
 * Shows an unfinished run; otherwise runs the link's design, or the first preset.
 * @param inMemory whether the browser refuses to store anything, which is said here, once
 */
export async function startUp(session: Session, hash: string, { inMemory = false } = {}): Promise<void> {
  if (inMemory || browserItems.refused)
    session.messages.notifySticky(
      `The browser does not let this page store ${inMemory ? 'anything: data sets and runs' : 'settings: theme and unfinished answers'} are forgotten once the tab is closed.`,
    );
  await session.attempt(async () => {
    const linked = specFromHash(hash).catch((error: unknown) => session.messages.error(error));
    const backend = session.backend.start();
    const catalogueAndLibrary = Promise.all([
      session.lab.catalogue().then((one) => (session.catalogue = one)),
      session.library.open(),
    ]);
    // their errors are reported where they are awaited below
    for (const early of [backend, catalogueAndLibrary]) early.catch(() => undefined);
    await session.runs.open();
    const spec = await linked;
    // a link that was opened before shows its run; without a link, what an earlier visit left unfinished
    const before = spec ? session.runs.ofDesign(spec) : session.resumableRuns[0];
    if (before) session.draft.load(before.spec);
    session.opened = !!before || !spec;
    const started = before
      ? session.openRun(before, !before.finished)
      : spec
        ? catalogueAndLibrary.then(() => openLinkedSpec(session, spec))
        : startDemoRun(session);
    await Promise.all([started, catalogueAndLibrary, backend]);
  });
}

/**
 * Opens the design of a link that was typed, or of an entry of the history: with its run, where that is stored. Of several
 * in a row, as by pressing Back twice, the last one counts; the address is left alone meanwhile.
 */
export async function followLink(session: Session, hash: string): Promise<void> {
  const link = { opened: openLink(session, hash, session.followedLink?.opened) };
  session.followedLink = link;
  const toRun = await link.opened;
  if (session.followedLink !== link) return;
  session.followedLink = undefined;
  if (toRun) await session.attempt(() => runLinked(session, toRun));
}

/** @returns a design that is to be run */
async function openLink(session: Session, hash: string, after?: Promise<unknown>): Promise<Spec | undefined> {
  await after;
  let toRun: Spec | undefined;
  await session.attempt(async () => {
    // the entry that the address stands for now: the last one, where several links were followed in a row
    const entry = entryState();
    const spec = (await specFromHash(after ? location.hash : hash)) ?? (entry ? firstDesign() : undefined);
    if (!spec || sameSpec(spec, session.draft.spec)) return;
    const before = entry?.run && session.runs.ofDesign(spec);
    if (before) return session.openRun(before);
    session.loadSpec(spec);
    if (!entry || entry.run) toRun = spec;
  });
  return toRun;
}

/** Shows and runs the design of a link. */
async function openLinkedSpec(session: Session, spec: Spec): Promise<void> {
  try {
    session.loadSpec(spec);
  } finally {
    session.opened = true;
  }
  await runLinked(session, spec);
}

/** Runs a design whose data are here; reports the missing files of others. */
async function runLinked(session: Session, { dataset }: Spec): Promise<void> {
  if (dataset.source === 'built-in' || (dataset.source === 'stored' && session.library.find(dataset.id)))
    await session.run();
  else await session.library.findOrGenerate(dataset, new AbortController().signal);
}

async function startDemoRun(session: Session): Promise<void> {
  // finished demonstration runs that the visitor never worked with are deleted
  for (const id of demoRuns.list()) {
    const run = session.runs.list.find((one) => one.id === id);
    if (run?.finished) await session.lab.deleteRun(id);
    if (!run || run.finished) demoRuns.remove(id);
  }
  await session.attempt(async () => {
    const info = await session.opener.create(session.draft.spec);
    demoRuns.add(info.id);
    if (!session.designChanged) await session.player.play('run');
  });
  await session.refreshRuns();
}
