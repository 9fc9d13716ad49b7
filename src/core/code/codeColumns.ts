import type { Report } from '../domain/report';

/** Columns of a report that can stand in the model's code: not those that a server's log format names, which would be found wherever a word like `path` is. */
export function codeColumns({ features, source }: Pick<Report, 'features' | 'source'>): readonly string[] {
  const named = new Set(source.roles.filter(({ reasons }) => reasons.some(({ code }) => code === 'format')).map(({ column }) => column));
  return features.map(({ feature }) => feature).filter((feature) => !named.has(feature));
}
