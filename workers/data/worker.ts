/** The thread of the data worker. */
import { decodeImage } from '../../src/datasets/images/decode-image.ts';
import { DataService } from '../../src/datasets/import/data-service.ts';
import { Comlink } from '../comlink.ts';
import type { DataApi } from './api.ts';

Comlink.expose(new DataService(decodeImage) satisfies DataApi);
