/** Serves the built site under a sub-path, on a free port, until the tests have ended. */
import { serve } from '../../tools/run/server.mjs';

export default async function serveSite(): Promise<() => Promise<void>> {
  const { url, close } = await serve('dist', { base: '/querent/' });
  process.env.QUERENT_SITE = url;
  return close;
}
