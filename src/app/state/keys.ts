/** The keyboard: the same actions as the buttons', unless one types or works a control that has those keys itself. */
import { tinykeys } from 'tinykeys';
import { back, forward } from './run/cycle-navigation.ts';
import type { Session } from './session.svelte.ts';

/** Shown in the overview of keys, in this order. */
export const keyList: { keys: string[]; does: string }[] = [
  { keys: ['Space'], does: 'Run, or pause' },
  { keys: ['→'], does: 'Step: one cycle on; or forward through what is shown' },
  { keys: ['←'], does: 'One cycle back through what is shown' },
  { keys: ['1'], does: 'Answer a run that asks you: each class has its key, and ? is for “can’t tell”' },
  { keys: ['Ctrl', 'Z'], does: 'Take a change of the design back' },
  { keys: ['Ctrl', 'Shift', 'Z'], does: 'Make it again' },
  { keys: ['?'], does: 'This overview' },
];

const typing = 'input, textarea, select, [contenteditable]';
const pressing = 'button, a, summary, [role^="menuitem"], [role="option"]';
const steering =
  '[role="menu"], [role="slider"], [role="listbox"], [role="grid"], [role="application"], [role="tablist"]';

/** Whether the key belongs to what has the focus. */
export function taken(target: EventTarget | null, key: 'press' | 'arrow' | 'other'): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]')) return true;
  if (target.closest(typing)) return true;
  if (key === 'press') return !!target.closest(`${pressing}, ${steering}`);
  return key === 'arrow' && !!target.closest(steering);
}

/** Listens until the returned function is called. */
export function listenForKeys(session: Session, showKeys: () => void): () => void {
  const on = (key: 'press' | 'arrow' | 'other', action: () => unknown) => (event: KeyboardEvent) => {
    if (event.defaultPrevented || taken(event.target, key) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    void action();
  };
  const undo = on('other', () => session.undo());
  const redo = on('other', () => session.redo());
  const overview = on('other', showKeys);
  return tinykeys(window, {
    Space: on('press', () => session.toggle()),
    ArrowRight: on('arrow', () => forward(session)),
    ArrowLeft: on('arrow', () => back(session)),
    '$mod+z': undo,
    '$mod+Shift+z': redo,
    '$mod+y': redo,
    '?': overview,
    'Shift+?': overview,
  });
}
