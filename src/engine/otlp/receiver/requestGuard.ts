import type { IncomingHttpHeaders } from 'node:http';

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * Why a request does not come from a program of this machine as it should; null where it does. A web page can reach a loopback port: through a name of its own that
 * resolves to 127.0.0.1 (then `Host` is that name), or across origins (then the browser says `Origin` or `Sec-Fetch-Site`). Exporters send neither.
 */
export function guardFault(headers: IncomingHttpHeaders): string | null {
  if (!loopback.test(headers.host ?? '')) return 'the Host header must name 127.0.0.1 or localhost: this port is for programs of this machine';
  if (headers.origin !== undefined) return 'requests of web pages are not taken';
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'none' ? 'requests of web pages are not taken' : null;
}
