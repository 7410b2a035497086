/** Where engines live: something that opens them one by one and lets them go again. */
import type { Engine, EngineName } from './engine.ts';

export interface Host {
  /** A fresh engine, in a worker or process of its own, so that what one registers reaches no other. */
  open(name: EngineName): Promise<Opened>;
  close(): Promise<void>;
  /** What it runs in, for a person: "Chromium 156". */
  readonly name: string;
}

export interface Opened {
  engine: Engine;
  close(): Promise<void>;
}
