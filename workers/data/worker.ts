/** The data worker's thread. */
import { decodeImage } from '../../src/datasets/formats/images/decode-image.ts';
import { Library } from '../../src/datasets/import/data-service.ts';
import { Comlink } from '../comlink.ts';
import type { DataApi } from './api.ts';

Comlink.expose(new Library(decodeImage) satisfies DataApi);
