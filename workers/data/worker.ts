/** The thread of the data worker. */
import { Comlink } from '../comlink.ts';
import { openDataService } from './service.ts';

Comlink.expose(openDataService());
