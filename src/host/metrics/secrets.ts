import type { ExtensionContext } from 'vscode';
import type { SourceSpec } from '../../core/domain/source';
import { secretNamesOf } from '../../core/domain/specParts';

/** Values of the secrets that configurations name: in the editor's SecretStorage, else an environment variable of that name, as on the command line. */
export class Secrets {
  constructor(private readonly context: ExtensionContext) {}

  /** @param folder of the configuration that names it: another one's file must not send it elsewhere by using the same name */
  async get(folder: string, name: string): Promise<string | undefined> {
    return (await this.context.secrets.get(key(folder, name))) ?? process.env[name];
  }

  async set(folder: string, name: string, value: string): Promise<void> {
    await this.context.secrets.store(key(folder, name), value);
  }

  /** What a source needs; a secret without a value is left out, which the source's state then says. */
  async of(spec: SourceSpec): Promise<Readonly<Record<string, string>>> {
    const values: Record<string, string> = {};
    for (const name of secretNamesOf(spec)) {
      const value = await this.get(spec.folder, name);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }
}

function key(folder: string, name: string): string {
  return `modelVitals.secret.${folder}\u0000${name}`;
}
