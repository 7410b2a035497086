/** The command palette and the help dialog show the whole table of actions, and the palette runs what is chosen. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { actions } from '../../src/app/actions/index.ts';
import CommandPalette from '../../src/app/CommandPalette.svelte';
import KeysDialog from '../../src/app/KeysDialog.svelte';
import { Session } from '../../src/app/state/session.svelte.ts';
import { presets } from '../../src/presets/index.ts';
import type { DataApi } from '../../workers/data/api.ts';
import type { LabApi } from '../../workers/lab/api.ts';

let mounted: ReturnType<typeof mount> | undefined;
const close = () => {
  if (mounted) void unmount(mounted);
  mounted = undefined;
};
function openPalette(): Session {
  const session = new Session(() => ({}) as DataApi, {} as LabApi);
  mounted = mount(CommandPalette, { target: document.body, props: { session, onclose: close } });
  flushSync();
  return session;
}
const items = () => [...document.querySelectorAll<HTMLElement>('[role="option"]')];
const labelOf = (item: HTMLElement) => item.querySelector('.menu-label')!.textContent;

afterEach(() => {
  close();
  document.body.replaceChildren();
});

test('every action and every preset is in the palette, disabled where it is not available', () => {
  const session = openPalette();
  expect(items().map(labelOf)).toEqual([
    ...['Run', 'Design', 'Data', 'Export', 'Page'].flatMap((name) =>
      actions.filter(({ section }) => section === name).map(({ label }) => label),
    ),
    ...presets.map(({ name }) => name),
  ]);
  const disabled = items().filter((item) => item.getAttribute('aria-disabled') === 'true');
  expect(disabled.map(labelOf).sort()).toEqual(
    actions
      .filter((action) => !action.enabled(session))
      .map(({ label }) => label)
      .sort(),
  );
  expect(disabled.map(labelOf)).toContain('Undo');
});

test('every action is in the help dialog', () => {
  mounted = mount(KeysDialog, { target: document.body, props: { onclose: close } });
  flushSync();
  const text = document.querySelector('dialog')!.textContent.toLowerCase();
  for (const { label, description, keys } of actions)
    expect(text).toContain((keys ? (description ?? label) : label).toLowerCase());
});

test('what is typed finds it, Enter closes the palette and runs it', async () => {
  const session = openPalette();
  const undo = vi.spyOn(session, 'showStorage').mockImplementation(() => undefined);
  await userEvent.keyboard('trained assets');
  await expect.poll(() => items().map(labelOf)).toEqual(['Show stored data']);
  await userEvent.keyboard('{Enter}');
  expect(document.querySelector('dialog')).toBeNull();
  await expect.poll(() => undo.mock.calls.length).toBe(1);
});

test('figures on the page are found by name, and get the focus', async () => {
  const main = document.body.appendChild(document.createElement('main'));
  main.innerHTML = '<div role="figure" aria-labelledby="f"><h3 id="f">Class balance</h3></div>';
  openPalette();
  await userEvent.keyboard('class bal{Enter}');
  await expect.poll(() => document.activeElement).toBe(main.firstElementChild);
});
