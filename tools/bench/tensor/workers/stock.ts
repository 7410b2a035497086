/** The worker of stock TensorFlow.js. */
import { stock } from '../engines/stock.ts';
import { answer } from './answering.ts';

answer(stock);
