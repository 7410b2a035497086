/** The worker of stock TensorFlow.js. */
import { stock } from '../engines/stock.ts';
import { answer } from './serve-engine.ts';

answer(stock);
