import { EventEmitter, l10n, ThemeColor, ThemeIcon, TreeItem, type TreeDataProvider } from 'vscode';
import type { FeatureFinding, Verdict } from '../../core/domain/finding';
import { decidingQ } from '../../core/format/decidingQ';
import { formatCount } from '../../core/format/numbers';
import { formatFigure } from '../../core/format/figures';
import { formatPClause } from '../../core/format/probability';
import { verdictWord } from '../../core/text/words';
import type { CodeService } from '../code/codeService';
import { commands } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import type { Session } from '../project/session';

const icons: Readonly<Record<Verdict, ThemeIcon>> = {
  moved: new ThemeIcon('triangle-up', new ThemeColor('list.warningForeground')),
  stable: new ThemeIcon('check'),
  'not enough data': new ThemeIcon('dash'),
  'not available': new ThemeIcon('circle-slash'),
};

/** The Features view: worst first, each with verdict, effect and adjusted p-value in words beside its icon. */
export class FeaturesTree extends DisposableOwner implements TreeDataProvider<FeatureFinding> {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  #shown: readonly FeatureFinding[] | null = null;

  constructor(
    private readonly session: Session,
    private readonly code: CodeService,
  ) {
    super();
    this.own(
      session.onChange(() => {
        const features = session.page?.report.features ?? null;
        if (features !== this.#shown) this.#changed.fire();
        this.#shown = features;
      }),
    );
    this.own(code.onChange(() => this.#changed.fire()));
  }

  getChildren(node?: FeatureFinding): FeatureFinding[] {
    return node === undefined ? [...(this.session.page?.report.features ?? [])] : [];
  }

  getTreeItem(finding: FeatureFinding): TreeItem {
    const { feature, verdict, effect, n, reason } = finding;
    const q = decidingQ(finding);
    const item = new TreeItem(feature);
    item.id = feature;
    const figures = effect.value === null ? '' : `  ${formatFigure(effect.value, effect.unit)}${q === null ? '' : `, ${formatPClause('q', q)}`}`;
    const word = verdictWord(verdict);
    item.description = `${word}${figures}`;
    item.iconPath = icons[verdict];
    const place = this.code.places[feature]?.[0];
    const where = place === undefined ? l10n.t('no place in the code was found') : `${place.file}:${place.line}`;
    item.tooltip = `${feature}: ${reason}\n${l10n.t('{0}, {1} rows against {2}', effect.method, formatCount(n.baseline), formatCount(n.current))}\n${where}`;
    item.contextValue = place === undefined ? 'feature' : 'feature.code';
    item.command = { command: commands.openFeature, title: l10n.t('Open Feature Page'), arguments: [feature] };
    item.accessibilityInformation = { label: `${feature}, ${word}${figures}` };
    return item;
  }
}
