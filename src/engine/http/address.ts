import { HttpFault } from './httpFault';

/** An address as a person writes or pastes it, taken apart: user and password that stand in it are not part of the address. */
export interface Address {
  readonly url: URL;
  readonly login: { readonly user: string; readonly password: string } | null;
}

/**
 * Without `http://` or `https://` a local name or one with a port is asked by http, every other by https.
 * @throws HttpFault `bad address`
 */
export function parseAddress(written: string): Address {
  const text = written.trim();
  const wrong = (): HttpFault => new HttpFault('bad address', 'this is no address of a server: write it as http://host:9090 or https://host/path');
  if (text === '' || /\s/.test(text)) throw wrong();
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].toLowerCase();
  if (scheme !== undefined && scheme !== 'http://' && scheme !== 'https://') throw new HttpFault('bad address', `${scheme} cannot be asked: only http:// and https:// can`);
  const plain = /^(localhost|\[[0-9a-f:]+\]|\d+\.\d+\.\d+\.\d+)([:/?#]|$)/i.test(text) || /^[^/?#]+:\d+([/?#]|$)/.test(text);
  let url: URL;
  try {
    url = new URL(scheme === undefined ? `${plain ? 'http' : 'https'}://${text}` : text);
  } catch {
    throw wrong();
  }
  if (url.hostname === '') throw wrong();
  const login = url.username === '' && url.password === '' ? null : { user: decoded(url.username), password: decoded(url.password) };
  url.username = '';
  url.password = '';
  url.hash = '';
  return { url, login };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** For people: no user, no query (tokens stand there too). */
export function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname === '/' ? '' : url.pathname}`;
}
