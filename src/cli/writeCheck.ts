import { gateJunit } from '../core/gate/gateJunit';
import { gateMarkdown } from '../core/gate/gateMarkdown';
import { gateSarif } from '../core/gate/gateSarif';
import { gateText } from '../core/gate/gateText';
import type { GateResult } from '../core/gate/gateResult';
import type { CheckArguments, CheckFormat } from './arguments';
import { version } from './version';
import { writeOutput } from './writeOutput';

/** The answer in the format that was asked for, and the files for others. */
export async function writeCheck(result: GateResult, args: CheckArguments, fallback: string | null): Promise<void> {
  const { junit, sarif, markdown, format, output } = args;
  const terminal = output === null && process.stdout.isTTY;
  const color = args.color ?? (terminal && process.env['NO_COLOR'] === undefined);
  const text = (as: CheckFormat): string => {
    switch (as) {
      case 'text':
        return gateText(result, { color, ...(terminal ? { width: process.stdout.columns } : {}) });
      case 'json':
        return `${JSON.stringify(result, null, 2)}\n`;
      case 'markdown':
        return gateMarkdown(result);
      case 'junit':
        return gateJunit(result);
      case 'sarif':
        return `${JSON.stringify(gateSarif(result, { version, fallback }), null, 2)}\n`;
    }
  };
  // Files first: a closed pipe must not cost them.
  for (const [as, file] of [['junit', junit], ['sarif', sarif], ['markdown', markdown]] as const) if (file !== null) await writeOutput(text(as), file);
  await writeOutput(text(format), output);
}
