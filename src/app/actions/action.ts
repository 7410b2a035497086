/** The contract of a command of the page. */
import type { Component } from 'svelte';
import type { KeyScope } from '../state/keys.ts';
import type { Session } from '../state/session.svelte.ts';

export interface Action {
  id: string;
  /** Heading in the palette and the help dialog. */
  section: 'Run' | 'Design' | 'Data' | 'Export' | 'Page';
  label: string;
  /** A few words more, for menus and tooltips. */
  description?: string;
  icon: Component;
  /** Shortcut in the notation of tinykeys: `$mod+z`. The first one is shown. */
  keys?: readonly string[];
  /** Which focused elements keep the key for themselves. */
  scope?: KeyScope;
  enabled(session: Session): boolean;
  run(session: Session): unknown;
}

/** Of commands that are always there. */
export const always = () => true;
