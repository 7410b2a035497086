/** Mounts the page. */
import { mount } from 'svelte';
import { openData } from '../workers/data/client.ts';
import { openLab } from '../workers/lab/client.ts';
import App from './app/App.svelte';
import { startUp } from './app/state/startup.ts';
import { Session } from './app/state/session.svelte.ts';
import { layout } from './app/state/layout.svelte.ts';
import { theme } from './app/state/theme.svelte.ts';
import { canStore } from './storage/in-memory.ts';
import './app/styles/tokens.css';
import './app/styles/projector.css';
import './app/styles/base.css';
import './app/styles/widgets.css';
import './app/styles/forced-colors.css';

theme.restore();
layout.restore();
void open();

/** A function, since the bundler splits the page into a hundred small scripts where a module waits at its top level. */
async function open(): Promise<void> {
  const inMemory = !(await canStore());
  const lab = openLab((change) => session.backendChanged(change), { inMemory });
  const session: Session = new Session(inMemory ? () => lab.data() : openData, lab);
  mount(App, { target: document.getElementById('page')!, props: { session } });
  void startUp(session, location.hash, { inMemory });
}
