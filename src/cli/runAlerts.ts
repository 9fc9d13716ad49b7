import { alertsRequest } from '../core/config/alertsQuery';
import { alertsJsonl } from '../core/report/alertsJsonl';
import { renderAlerts } from '../core/report/alertsText';
import type { AlertsArguments } from './arguments';
import { withSource } from './withSource';
import { writeOutput } from './writeOutput';

/** Judges a log window by window as its rules would have done live, and writes what they would have said. Throws `FaultError`s. */
export async function runAlerts(args: AlertsArguments, signal: AbortSignal): Promise<void> {
  const text = await withSource(args, signal, async ({ engine, context, project, spec, state, clear }) => {
    const configured = alertsRequest(project.config.alerts);
    const { level } = args;
    const settings = level === null ? configured.settings : { ...configured.settings, levels: { drift: level, service: level, quality: level, business: level } };
    const { lengths } = args;
    // A length for all families overrides those that the configuration has for some.
    const windows = { ...(lengths.window === null ? configured.windows : {}), ...lengths.windows };
    const query = { id: state.id, window: lengths.window ?? configured.window, windows, baseline: args.baseline ?? configured.baseline, excluded: [...configured.excluded, ...args.excluded], settings, rules: configured.rules, notify: configured.notify };
    const replay = await engine['alerts.replay'](query, context);
    clear();
    if (args.format === 'jsonl') return alertsJsonl(replay, spec.name);
    const color = args.color ?? (args.output === null && process.stdout.isTTY && process.env['NO_COLOR'] === undefined);
    return renderAlerts(replay, spec.name, { color, ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}) });
  });
  await writeOutput(text, args.output);
}
