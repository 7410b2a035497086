/** An action in a menu. */
import type { Component } from 'svelte';

export interface MenuItem {
  label: string;
  description?: string;
  icon?: Component;
  disabled?: boolean;
  run: () => unknown;
}
