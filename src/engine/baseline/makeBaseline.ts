import type { StoredBaseline, StoredClasses } from '../../core/baseline/baselineFile';
import type { WorkOptions } from '../../core/domain/progress';
import type { WindowRequest } from '../../core/domain/window';
import { FaultError } from '../../core/domain/fault';
import { formatWindowPlace } from '../../core/format/windows';
import { buildCube } from '../cube/buildCube';
import type { ClassLevels } from '../cube/classLevels';
import { columnOfRole } from '../cube/logRoles';
import { outcomesOf } from '../cube/outcomesOf';
import { statusOfColumn } from '../cube/scanStatus';
import type { OpenedLog } from '../log/openedLog';
import { cutLog } from './cutLog';
import { windowOfLog } from './windowOfLog';

export interface BaselineOptions extends WorkOptions {
  /** Which rows; null takes all. */
  readonly window: WindowRequest | null;
  readonly named: Readonly<Record<string, WindowRequest>>;
  readonly positive?: string;
  /** Milliseconds since 1970. */
  readonly savedAtMs: number;
}

/** A window of a log as a portable baseline. Throws `no-rows` where the window holds none. */
export async function makeBaseline(log: OpenedLog, options: BaselineOptions): Promise<StoredBaseline> {
  const { signal, window, named, savedAtMs, positive } = options;
  const outcome = positive === undefined ? {} : { positive };
  const whole = await buildCube(log, { ...options, ...outcome });
  const part = await windowOfLog(log, whole, window, named, signal);
  const { rows } = part.log.state;
  if (rows === 0) throw FaultError.of('no-rows', 'the window of the baseline holds no row');
  const cut = await cutLog(part.log, 0, signal);
  const cube = await buildCube(cut.log, { ...options, ...outcome, placed: cut.axis, baselineHint: { from: 0, to: cut.axis.count } });
  const { labelAges: _, ...tables } = cube;
  const { classes } = await outcomesOf(part.log, { ...outcome, ...(signal === undefined ? {} : { signal }) });
  const status = columnOfRole(part.log, 'status');
  return {
    schema: 'model-vitals/baseline/1',
    source: log.state.name,
    savedAtMs,
    window: formatWindowPlace(part.info),
    roles: log.state.roles.map(({ column, role }) => [column, role] as const),
    classes: classes === null || cube.confusion === null ? null : storedClasses(classes),
    status: cube.status === null || status === null ? null : await statusOfColumn(part.log, status, signal),
    cube: tables,
  };
}

function storedClasses({ levels, hasRest, positive, ofLabel, ofPrediction }: ClassLevels): StoredClasses {
  return { levels, hasRest, positive, ofLabel: [...ofLabel], ofPrediction: [...ofPrediction] };
}
