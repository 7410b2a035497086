/** The data worker's thread. */
import { decodeImage } from '../../src/datasets/formats/decode.ts';
import { Library } from '../../src/datasets/import/library.ts';
import { Comlink } from '../bridge.ts';
import type { DataApi } from './api.ts';

Comlink.expose(new Library(decodeImage) satisfies DataApi);
