/** What a person chose and how they arranged it. Persisted by the editor; everything else is fetched again. */
export interface UiState {
  readonly version: 1;
  /** For the host: which source the panel showed, so that a restored panel opens it again. */
  readonly source: string | null;
  /** Null is the overview, or the Alerts page. */
  readonly feature: string | null;
  /** Features whose pages led, input by input, to the one in sight: back goes to the last of them. */
  readonly trail: readonly string[];
  /** The Alerts page stands in the overview's place. */
  readonly alerts: boolean;
  /** The Why page stands there, with this metric first in sight (empty: from its top); null where it does not. */
  readonly why: string | null;
  /** Key of the incident that is open on it. */
  readonly incident: string | null;
  readonly sort: { readonly column: SortColumn; readonly descending: boolean };
  readonly filter: string;
  readonly movedOnly: boolean;
  /** Ids of table twins and sections that are open. */
  readonly open: readonly string[];
  /** Lanes of the shared axis; null takes the default ones. */
  readonly lanes: readonly string[] | null;
  readonly distribution: 'histogram' | 'ecdf';
  readonly rowsWindow: 'baseline' | 'current';
  /** Training runs that are compared, by id: the first is A, the second B. */
  readonly runs: readonly string[];
  readonly runSort: { readonly column: string; readonly descending: boolean };
  readonly curvesBy: 'step' | 'time';
  /** Scroll position of the overview, px. */
  readonly scroll: number;
  readonly alertsScroll: number;
}

export const sortColumns = ['verdict', 'feature', 'effect', 'q', 'missing', 'rows', 'code'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Steps back that are kept. */
export const mostTrail = 20;

export const freshUiState: UiState = {
  version: 1,
  source: null,
  feature: null,
  trail: [],
  alerts: false,
  why: null,
  incident: null,
  sort: { column: 'verdict', descending: false },
  filter: '',
  movedOnly: false,
  open: [],
  lanes: null,
  distribution: 'histogram',
  rowsWindow: 'current',
  runs: [],
  runSort: { column: 'started', descending: true },
  curvesBy: 'step',
  scroll: 0,
  alertsScroll: 0,
};

/** The stored state, field by field; what is missing, of another version or of another shape falls back to the fresh one. */
export function readUiState(stored: unknown): UiState {
  if (typeof stored !== 'object' || stored === null || (stored as { version?: unknown }).version !== 1) return freshUiState;
  const raw = stored as Readonly<Record<string, unknown>>;
  const sort = typeof raw['sort'] === 'object' && raw['sort'] !== null ? (raw['sort'] as Readonly<Record<string, unknown>>) : {};
  const runSort = typeof raw['runSort'] === 'object' && raw['runSort'] !== null ? (raw['runSort'] as Readonly<Record<string, unknown>>) : {};
  const column = sortColumns.find((each) => each === sort['column']);
  return {
    version: 1,
    source: text(raw['source']),
    feature: text(raw['feature']),
    trail: (texts(raw['trail']) ?? []).slice(-mostTrail),
    alerts: raw['alerts'] === true,
    why: text(raw['why']),
    incident: text(raw['incident']),
    sort: column === undefined ? freshUiState.sort : { column, descending: sort['descending'] === true },
    filter: text(raw['filter']) ?? '',
    movedOnly: raw['movedOnly'] === true,
    open: texts(raw['open']) ?? [],
    lanes: texts(raw['lanes']),
    distribution: raw['distribution'] === 'ecdf' ? 'ecdf' : 'histogram',
    rowsWindow: raw['rowsWindow'] === 'baseline' ? 'baseline' : 'current',
    runs: (texts(raw['runs']) ?? []).slice(0, 2),
    runSort: typeof runSort['column'] === 'string' ? { column: runSort['column'], descending: runSort['descending'] === true } : freshUiState.runSort,
    curvesBy: raw['curvesBy'] === 'time' ? 'time' : 'step',
    scroll: pixels(raw['scroll']),
    alertsScroll: pixels(raw['alertsScroll']),
  };
}

function pixels(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
function texts(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : null;
}
