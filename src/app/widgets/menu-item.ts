/** An action in a menu. */
import type { Component } from 'svelte';

export interface MenuItem {
  label: string;
  description?: string;
  icon?: Component;
  disabled?: boolean;
  /** Shown at the end of the line: the key that does the same. */
  key?: string;
  run: () => unknown;
}
