import { FaultError } from '../domain/fault';
import type { Finding } from '../domain/finding';

/** The id of the figure that an assistant means: the id itself, its title, or its last part (`p95`, `accuracy`). Throws `not-found` with those that there are. */
export function metricId(asked: string, findings: readonly Pick<Finding, 'id' | 'title'>[]): string {
  const wanted = asked.trim().toLowerCase();
  const found =
    findings.find(({ id }) => id.toLowerCase() === wanted) ??
    findings.find(({ title }) => title.toLowerCase() === wanted) ??
    findings.find(({ id }) => id.toLowerCase().endsWith(`.${wanted}`)) ??
    findings.find(({ title }) => title.toLowerCase().split(' ').includes(wanted));
  if (found === undefined) throw FaultError.of('not-found', `there is no figure "${asked}"; those there are: ${findings.map(({ id }) => id).join(', ')}`);
  return found.id;
}
