/** The worker of Querent. */
import { ours } from '../engines/ours.ts';
import { serveEngine } from './serve-engine.ts';

serveEngine(ours);
