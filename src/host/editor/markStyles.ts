import { ColorThemeKind, EventEmitter, OverviewRulerLane, ThemeColor, type TextEditorDecorationType, Uri, window } from 'vscode';
import type { MarkKind } from '../../core/report/markText';
import { colours } from '../ids';
import { DisposableOwner } from '../platform/disposables';

export const markKinds: readonly MarkKind[] = ['moved', 'stable', 'unsure'];

/** The looks of marks: one decoration type a kind, made once, and anew only where a theme changes to high contrast or from it. */
export class MarkStyles extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onChange = this.#changed.event;
  #types: Readonly<Record<MarkKind, TextEditorDecorationType>>;
  #contrast = isHighContrast();

  constructor(private readonly extension: Uri) {
    super();
    this.#types = this.#make();
    this.own(
      window.onDidChangeActiveColorTheme(() => {
        if (isHighContrast() === this.#contrast) return;
        this.#contrast = isHighContrast();
        this.#drop();
        this.#types = this.#make();
        this.#changed.fire();
      }),
    );
    this.own({ dispose: () => this.#drop() });
  }

  type(kind: MarkKind): TextEditorDecorationType {
    return this.#types[kind];
  }

  #drop(): void {
    for (const kind of markKinds) this.#types[kind].dispose();
  }

  #make(): Readonly<Record<MarkKind, TextEditorDecorationType>> {
    const prefix = this.#contrast ? 'hc-' : '';
    const one = (kind: MarkKind, colour: string, ruler?: string): TextEditorDecorationType =>
      window.createTextEditorDecorationType({
        after: { margin: '0 0 0 2em', color: new ThemeColor(colour) },
        gutterIconSize: 'contain',
        dark: { gutterIconPath: this.#icon(`${kind}-${prefix}dark`) },
        light: { gutterIconPath: this.#icon(`${kind}-${prefix}light`) },
        ...(ruler === undefined ? {} : { overviewRulerColor: new ThemeColor(ruler), overviewRulerLane: OverviewRulerLane.Right }),
      });
    return { moved: one('moved', colours.moved, colours.movedRuler), stable: one('stable', colours.stable), unsure: one('unsure', colours.unsure) };
  }

  #icon(name: string): Uri {
    return Uri.joinPath(this.extension, 'media', `mark-${name}.svg`);
  }
}

function isHighContrast(): boolean {
  const { kind } = window.activeColorTheme;
  return kind === ColorThemeKind.HighContrast || kind === ColorThemeKind.HighContrastLight;
}
