/** The keyboard: the same actions as the buttons', unless one types or works a control that has those keys itself. */
import { tinykeys } from 'tinykeys';
import { showPreviousCycle, showNextCycle } from './run/cycle-navigation.ts';
import type { Session } from './session.svelte.ts';

/** Shown in the overview of keys, in this order. */
export const shortcuts: { keys: string[]; does: string }[] = [
  { keys: ['Space'], does: 'Run, or pause' },
  { keys: ['→'], does: 'Step: run one cycle, or show the next one' },
  { keys: ['←'], does: 'Show the previous cycle' },
  { keys: ['1'], does: 'Answer a question of the run: each class has a key; ? means “can’t tell”' },
  { keys: ['Ctrl', 'Z'], does: 'Undo' },
  { keys: ['Ctrl', 'Shift', 'Z'], does: 'Redo' },
  { keys: ['?'], does: 'Show the keyboard shortcuts' },
];

const TEXT_INPUTS = 'input, textarea, select, [contenteditable]';
const PRESSABLE = 'button, a, summary, [role^="menuitem"], [role="option"]';
const ARROW_CONTROLS =
  '[role="menu"], [role="slider"], [role="listbox"], [role="grid"], [role="application"], [role="tablist"]';

/** Whether the key belongs to what has the focus. */
export function isKeyTaken(target: EventTarget | null, key: 'press' | 'arrow' | 'other'): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]')) return true;
  if (target.closest(TEXT_INPUTS)) return true;
  if (key === 'press') return !!target.closest(`${PRESSABLE}, ${ARROW_CONTROLS}`);
  return key === 'arrow' && !!target.closest(ARROW_CONTROLS);
}

/** Listens until the returned function is called. */
export function listenForKeys(session: Session, showKeys: () => void): () => void {
  const on = (key: 'press' | 'arrow' | 'other', action: () => unknown) => (event: KeyboardEvent) => {
    if (event.defaultPrevented || isKeyTaken(event.target, key) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    void action();
  };
  const undo = on('other', () => session.undo());
  const redo = on('other', () => session.redo());
  const overview = on('other', showKeys);
  return tinykeys(window, {
    Space: on('press', () => session.toggle()),
    ArrowRight: on('arrow', () => showNextCycle(session)),
    ArrowLeft: on('arrow', () => showPreviousCycle(session)),
    '$mod+z': undo,
    '$mod+Shift+z': redo,
    '$mod+y': redo,
    '?': overview,
    'Shift+?': overview,
  });
}
