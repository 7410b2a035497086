/** An action in a menu. */
import type { Component } from 'svelte';

export interface MenuItem {
  label: string;
  description?: string;
  icon?: Component;
  disabled?: boolean;
  run: () => unknown;
}

/** Items between two lines of a menu, with a heading over them where they have a title. */
export type MenuGroup = readonly MenuItem[] | { title: string; items: readonly MenuItem[] };
