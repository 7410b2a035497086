/** The worker of jax-js. */
import { jax } from '../engines/jax.ts';
import { answer } from './serve-engine.ts';

answer(jax);
