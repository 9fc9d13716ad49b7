import type { ExtensionContext } from 'vscode';
import type { SourceSpec } from '../../core/domain/source';
import { type MetricsSpec, secretsOf } from '../../core/metrics/metricsSpec';

/** Values of the secrets that configurations name: in the editor's SecretStorage, else an environment variable of that name, as on the command line. */
export class Secrets {
  constructor(private readonly context: ExtensionContext) {}

  /** Names of the secrets that a source refers to. */
  names(spec: MetricsSpec): readonly string[] {
    return secretsOf(spec);
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.context.secrets.get(key(name))) ?? process.env[name];
  }

  async set(name: string, value: string): Promise<void> {
    await this.context.secrets.store(key(name), value);
  }

  /** What a source needs; a secret without a value is left out, which the source's state then says. */
  async of(spec: SourceSpec | MetricsSpec): Promise<Readonly<Record<string, string>>> {
    const values: Record<string, string> = {};
    for (const name of namesOf(spec)) {
      const value = await this.get(name);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }
}

function namesOf(spec: SourceSpec | MetricsSpec): readonly string[] {
  if (spec.kind === 'log') return (spec.beside ?? []).flatMap(secretsOf);
  return 'sources' in spec ? spec.sources.flatMap(secretsOf) : secretsOf(spec);
}

function key(name: string): string {
  return `modelVitals.secret.${name}`;
}
