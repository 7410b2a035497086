/** The worker of jax-js. */
import { jax } from '../engines/jax.ts';
import { answer } from './answering.ts';

answer(jax);
