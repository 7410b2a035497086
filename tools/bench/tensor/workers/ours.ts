/** The worker of Querent. */
import { ours } from '../engines/ours.ts';
import { answer } from './answering.ts';

answer(ours);
