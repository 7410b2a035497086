/** The worker of stock TensorFlow.js. */
import { stock } from '../engines/stock.ts';
import { serveEngine } from './serve-engine.ts';

serveEngine(stock);
