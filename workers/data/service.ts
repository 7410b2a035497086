/** The data service with this browser's decoder of images. */
import { decodeImage } from '../../src/datasets/images/decode-image.ts';
import { DataService } from '../../src/datasets/import/data-service.ts';
import type { DataApi } from './api.ts';

export const openDataService = (): DataApi => new DataService(decodeImage);
