import { FaultError } from '../../core/domain/fault';
import { oneLine, shorten } from '../../core/format/oneLine';
import { connectionFault } from '../http/httpFault';

interface Told {
  readonly place: string;
  readonly host: string;
  readonly user: string;
  readonly table: string;
  readonly timeoutSeconds: number;
  readonly isCancelled: boolean;
}

/** What PostgreSQL, its driver or the line to it threw, in words that say what to do. */
export function postgresFault(error: unknown, told: Told): FaultError {
  if (told.isCancelled) return FaultError.of('cancelled', 'cancelled', true);
  if (error instanceof FaultError) return error;
  const code = textOf(error, 'code');
  const said = error instanceof Error ? shorten(oneLine(error.message), 300) : '';
  const { place, user, table } = told;
  const of = (kind: Parameters<typeof FaultError.of>[0], detail: string, retry = false): FaultError => new FaultError({ code: kind, detail, retry }, { cause: error });
  switch (code) {
    case '28P01':
      return of('unreadable', `${place} did not accept the password of ${user}: check the user and the secret that "password" names`);
    case '28000':
      return of('unreadable', `${place} does not let ${user} in from here: ${said}`);
    case '3D000':
      return of('not-found', `${place}: there is no such database: check the last part of the address`);
    case '42P01':
    case '3F000':
      return of('not-found', `${place} has no table ${table} that ${user} can see: write it as schema.table, with capitals as they are (${said})`);
    case '42501':
      return of('unreadable', `${user} may not read ${table}: the account needs SELECT on it, and USAGE on its schema (${said})`);
    case '25006':
      return of('bad-arguments', `${place}: only reading is allowed, and this would write (${said})`);
    case '57014':
      return of('timeout', `${place} took longer than ${told.timeoutSeconds} s for one statement: raise "timeoutSeconds", or name fewer rows by "query"`, true);
    case '53300':
      return of('unreadable', `${place} has no free connection (${said})`, true);
    case '57P01':
    case '57P02':
    case '57P03':
      return of('unreadable', `${place} is starting or stopping (${said})`, true);
    default:
  }
  if (/password must be a string|no password|SASL.*password/i.test(said)) return of('unreadable', `${place} asks for a password: name a secret that holds it as "password"`);
  if (/does not support SSL/i.test(said)) return of('unreadable', `${place} does not offer TLS: write ?sslmode=disable behind the address to ask it without`);
  if (/timeout expired/i.test(said)) return of('timeout', `${place} took no connection in time: check the network, the VPN and the firewall`, true);
  if (/^(0A|22|42)/.test(code)) return of('bad-arguments', `${place} cannot run the question: ${said}`);
  if (/^[0-9A-Z]{5}$/.test(code)) return of('unreadable', `${place}: ${said} (${code})`);
  if (/Connection terminated/i.test(said)) return of('unreadable', `${place} dropped the connection`, true);
  return connectionFault(error, new URL(`https://${told.host}`), false);
}

function textOf(error: unknown, name: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
