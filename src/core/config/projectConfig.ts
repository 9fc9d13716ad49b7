import type { AlertSettings } from '../alerts/alertSettings';
import { noRules, type RuleSet } from '../alerts/rules/ruleSet';
import type { AlertFamily } from '../domain/alert';
import { defaultGate, type GateConfig } from '../gate/gateConfig';
import type { LabelsSpec } from '../domain/labelFiles';
import type { AnalysisSettings } from '../domain/report';
import type { Role } from '../domain/role';
import type { TimeUnit } from '../domain/source';
import type { WindowRequest } from '../domain/window';
import type { MetricsConfig } from './metricsConfig';
import type { WarehouseConfig } from './warehouseConfig';
import type { TrainingConfig } from './trainingConfig';
import type { WindowLength } from './windowLength';

/** Name of the one configuration file; the editor and the command line read the same. */
export const configFileName = 'model-vitals.json';

export interface SourceConfig {
  readonly name: string;
  /** Files, folders or globs, relative to the folder of the file. */
  readonly paths: readonly string[];
  readonly roles: Readonly<Record<string, Role>>;
  readonly latencyUnit?: TimeUnit;
  readonly timeZone?: string;
  readonly positive?: string;
  readonly labels?: LabelsSpec;
}

export interface NamedBaseline {
  readonly name: string;
  /** Name of the source it belongs to. */
  readonly source: string;
  readonly window: WindowRequest;
}

/** How alerts are judged; what is left out takes `defaultAlertSettings` and what suits the log. Times are microseconds since 1970 UTC. */
export interface AlertsConfig {
  /** Of the families that `windows` does not name. */
  readonly window?: WindowLength;
  readonly windows: Partial<Record<AlertFamily, WindowLength>>;
  readonly baseline?: Extract<WindowRequest, { kind: 'range' }>;
  /** Microseconds from UTC to the clock that the day and the weekend of the windows follow. */
  readonly utcOffset?: number;
  readonly exclude: readonly Extract<WindowRequest, { kind: 'range' }>[];
  readonly levels: Partial<AlertSettings['levels']>;
  readonly floors: Partial<AlertSettings['floors']>;
  readonly featureFloors: Readonly<Record<string, number>>;
  /** Families whose new incidents may interrupt with a message; none by default. */
  readonly notify: readonly AlertFamily[];
  readonly rules: RuleSet;
}

/** `model-vitals.json` after reading: everything optional has its default. */
export interface ProjectConfig {
  /** Logs. */
  readonly sources: readonly SourceConfig[];
  /** Servers, pages and machines that say metrics. */
  readonly metrics: readonly MetricsConfig[];
  /** Logs in databases. */
  readonly warehouses: readonly WarehouseConfig[];
  /** Stores of training runs. */
  readonly training: readonly TrainingConfig[];
  readonly baselines: readonly NamedBaseline[];
  readonly code: {
    /** Log column to the name in code, where names alone do not lead there. */
    readonly map: Readonly<Record<string, string>>;
    readonly exclude: readonly string[];
  };
  readonly analysis: Partial<AnalysisSettings>;
  readonly alerts: AlertsConfig;
  /** What fails `model-vitals check`. */
  readonly check: GateConfig;
}

/** A part of the file that was left out, and why. `offset` is the character where it stands, `length` how long it is. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

export const emptyAlerts: AlertsConfig = { windows: {}, exclude: [], levels: {}, floors: {}, featureFloors: {}, notify: [], rules: noRules };

export const emptyConfig: ProjectConfig = { sources: [], metrics: [], warehouses: [], training: [], baselines: [], code: { map: {}, exclude: [] }, analysis: {}, alerts: emptyAlerts, check: defaultGate };
