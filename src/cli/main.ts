import { FaultError, faultOf } from '../core/domain/fault';
import { parseArguments } from './arguments';
import { exitCodes, helpText } from './help';
import { runAlerts } from './runAlerts';
import { runBaseline } from './runBaseline';
import { runCheck } from './runCheck';
import { runRuns } from './runRuns';
import { runReport } from './runReport';
import { version } from './version';

/* Entry of the command line. Standard output carries the report alone; whatever else there is to say goes to standard error. */

async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  try {
    const parsed = parseArguments(argv);
    switch (parsed.command) {
      case 'help':
        process.stdout.write(helpText);
        return exitCodes.ok;
      case 'version':
        process.stdout.write(`${version}\n`);
        return exitCodes.ok;
      case 'report':
        await runReport(parsed.report, abort.signal);
        return exitCodes.ok;
      case 'alerts':
        await runAlerts(parsed.alerts, abort.signal);
        return exitCodes.ok;
      case 'check':
        return (await runCheck(parsed.check, abort.signal)) ? exitCodes.ok : exitCodes.failed;
      case 'mcp':
        await (await import('./mcp/runMcp')).runMcp(parsed.mcp, abort.signal);
        return exitCodes.ok;
      case 'runs':
        await runRuns(parsed.runs, abort.signal);
        return exitCodes.ok;
      case 'baseline':
        await runBaseline(parsed.baseline, abort.signal);
        return exitCodes.ok;
    }
  } catch (error) {
    const fault = faultOf(error);
    process.stderr.write(`model-vitals: ${fault.detail}\n`);
    if (fault.code === 'internal' && error instanceof Error && !(error instanceof FaultError)) process.stderr.write(`${error.stack ?? ''}\n`);
    if (fault.code === 'bad-arguments') process.stderr.write('model-vitals --help lists what there is\n');
    return exitCodeOf(fault.code);
  }
}

function exitCodeOf(code: ReturnType<typeof faultOf>['code']): number {
  switch (code) {
    case 'cancelled':
      return exitCodes.cancelled;
    case 'bad-arguments':
      return exitCodes.usage;
    case 'no-rows':
      return exitCodes.windows;
    case 'not-found':
    case 'unreadable':
    case 'not-supported':
    case 'out-of-memory':
      return exitCodes.source;
    default:
      return exitCodes.internal;
  }
}

// A closed pipe (`| head`) ends the output, not in a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.internal));

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
