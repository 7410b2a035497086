/** Keyboard shortcuts: not while the visitor types, works a control that has those keys itself, or answers a dialog. */
import { tinykeys } from 'tinykeys';

/**
 * Which focused elements keep a key: `press`: text fields and everything that can be pressed; `arrow`: text fields and
 * controls with arrow keys; `other`: text fields; `none`: no element.
 */
export type KeyScope = 'press' | 'arrow' | 'other' | 'none';

export interface Shortcut {
  /** In the notation of tinykeys. */
  keys?: readonly string[];
  scope?: KeyScope;
}

const TEXT_INPUTS = 'input, textarea, select, [contenteditable]';
const PRESSABLE = 'button, a, summary, [role^="menuitem"], [role="option"]';
const ARROW_CONTROLS =
  '[role="menu"], [role="slider"], [role="listbox"], [role="grid"], [role="application"], [role="tablist"]';

/** Whether the key belongs to the focused element. */
export function isKeyTaken(target: EventTarget | null, scope: KeyScope): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]')) return true;
  if (scope === 'none') return false;
  if (target.closest(TEXT_INPUTS)) return true;
  if (scope === 'press') return !!target.closest(`${PRESSABLE}, ${ARROW_CONTROLS}`);
  return scope === 'arrow' && !!target.closest(ARROW_CONTROLS);
}

/** Listens until the returned function is called. */
export function listenForKeys<Command extends Shortcut>(
  commands: readonly Command[],
  run: (command: Command) => unknown,
): () => void {
  const bindings = commands.flatMap((command) => {
    const { keys = [], scope = 'other' } = command;
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isKeyTaken(event.target, scope) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      void run(command);
    };
    return keys.map((key) => [key, listener] as const);
  });
  return tinykeys(window, Object.fromEntries(bindings));
}

const KEY_NAMES: Record<string, string> = { ArrowRight: '→', ArrowLeft: '←' };

/** The parts of a shortcut as they are written on keys: `$mod+Shift+z` is Ctrl, Shift, Z, or ⌘, Shift, Z on a Mac. */
export function keyNames(shortcut: string): string[] {
  const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
  return shortcut.split('+').map((part) => {
    if (part === '$mod') return mac ? '⌘' : 'Ctrl';
    return KEY_NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}
