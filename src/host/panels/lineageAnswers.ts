import type { ViewColumn } from 'vscode';
import type { CodePlace } from '../../core/code/place';
import { FaultError } from '../../core/domain/fault';
import type { Lineage } from '../../core/lineage/lineage';
import { driftOrigin } from '../../core/lineage/driftOrigin';
import type { LineageAnswer, LineageTarget } from '../../protocol/panelCalls';
import type { CodeService } from '../code/codeService';
import { openPlace } from '../code/openPlace';
import type { Session } from '../project/session';

/** What a feature's page shows of its inputs, and the way to their lines. The last answer is kept: the page names nodes of it, never files. */
export class LineageAnswers {
  #last: LineageAnswer | null = null;
  /** The code's part of the last answer: a log that grows changes verdicts each second, and no line. */
  #lineage: Lineage | null = null;

  constructor(private readonly code: CodeService, private readonly session: Session) {
    code.onChange(() => (this.#lineage = null));
  }

  async read(feature: string, signal?: AbortSignal): Promise<LineageAnswer> {
    const report = this.session.page?.report;
    if (report === undefined) throw FaultError.of('not-found', 'no comparison is on show', true);
    const known = this.#lineage;
    const lineage = known?.feature === feature ? known : await this.code.lineageOf(feature, signal);
    this.#lineage = lineage;
    const answer = { lineage, origin: driftOrigin(lineage, report.features, report.axis) };
    this.#last = answer;
    return answer;
  }

  async open(feature: string, target: LineageTarget, panelColumn: ViewColumn | undefined): Promise<void> {
    const answer = this.#last?.lineage.feature === feature ? this.#last : await this.read(feature);
    const place = placeOf(answer, target);
    if (place === null) throw FaultError.of('not-found', 'this input has no line in the code any more', true);
    await openPlace(place, panelColumn);
  }
}

function placeOf({ lineage, origin }: LineageAnswer, target: LineageTarget): CodePlace | null {
  if ('node' in target) return lineage.nodes.find(({ id }) => id === target.node)?.place ?? null;
  if ('edge' in target) return lineage.edges[target.edge]?.place ?? null;
  return origin.lines[target.line] ?? null;
}
