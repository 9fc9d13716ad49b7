import { EventEmitter } from 'vscode';
import { FaultError } from '../../core/domain/fault';
import type { AxisKind, Comparison, WindowRequest } from '../../core/domain/window';
import type { ComparisonQuery } from '../../protocol/engineCalls';
import { DisposableOwner } from '../platform/disposables';
import { portableSpec } from '../platform/portableSpec';
import type { SharedState } from '../platform/sharedState';
import type { Project } from './project';
import type { SourceEntry } from './sourceEntry';

interface Chosen {
  readonly axis: AxisKind | null;
  readonly comparison: Comparison | null;
}

const storeKey = 'modelVitals.comparisons';
const nothingChosen: Chosen = { axis: null, comparison: null };

/** Which windows the user compares of each source, kept for the workspace; and the baselines kept by name. */
export class Comparisons extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<string>());
  /** Fires with the key of the source whose windows changed. */
  readonly onChange = this.#changed.event;
  /** Of this window: another that looks at other windows of the same log does not change what is looked at here. */
  readonly #here = new Map<string, Chosen>();

  constructor(
    private readonly shared: SharedState,
    private readonly project: Project,
  ) {
    super();
  }

  chosen(key: string): Chosen {
    const chosen = this.#here.get(key) ?? this.shared.get<Record<string, Chosen>>(storeKey, {})[key] ?? nothingChosen;
    this.#here.set(key, chosen);
    return chosen;
  }

  async choose(key: string, axis: AxisKind | null, comparison: Comparison | null): Promise<void> {
    const chosen: Chosen = { axis, comparison };
    this.#here.set(key, chosen);
    await this.shared.update<Record<string, Chosen>>(storeKey, {}, (all) => ({ ...all, [key]: chosen }));
    this.#changed.fire(key);
  }

  /** The windows named in `model-vitals.json` for this source. */
  named(entry: SourceEntry): readonly { readonly name: string; readonly window: WindowRequest }[] {
    return entry.config.baselines.filter(({ source }) => source === entry.spec.name).map(({ name, window }) => ({ name, window }));
  }

  /** What the engine is asked for an open source. */
  query(entry: SourceEntry): ComparisonQuery {
    if (entry.state === null) throw new Error(`${entry.spec.name} is not open`);
    const named = Object.fromEntries(this.named(entry).map(({ name, window }) => [name, window]));
    return { id: entry.state.id, ...this.chosen(entry.key), named, settings: entry.config.analysis };
  }

  async saveBaseline(entry: SourceEntry, name: string, window: WindowRequest): Promise<void> {
    if (entry.folder === null) throw new Error('This baseline cannot be kept: the log lies outside the workspace. Open its folder first.');
    const folder = entry.folder.fsPath;
    const { spec } = entry;
    // A kept window kept once more under another name is the window itself, not a reference to the first.
    const itself = window.kind === 'named' ? this.named(entry).find((each) => each.name === window.name)?.window : window;
    if (itself === undefined) throw FaultError.of('not-found', 'this baseline is no longer kept', true);
    await this.project.configs.edit(entry.folder, (text, { withBaseline, withSource }) => withBaseline(spec.kind === 'log' ? withSource(text, portableSpec(spec, folder)) : text, spec.name, name, itself));
  }

  async removeBaseline(entry: SourceEntry, name: string): Promise<void> {
    if (entry.folder === null) return;
    await this.project.configs.edit(entry.folder, (text, { withoutBaseline }) => withoutBaseline(text, entry.spec.name, name));
  }
}
