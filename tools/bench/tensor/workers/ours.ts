/** The worker of Querent. */
import { ours } from '../engines/ours.ts';
import { answer } from './serve-engine.ts';

answer(ours);
