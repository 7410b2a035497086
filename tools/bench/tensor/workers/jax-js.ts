/** The worker of jax-js. */
import { jax } from '../engines/jax.ts';
import { serveEngine } from './serve-engine.ts';

serveEngine(jax);
