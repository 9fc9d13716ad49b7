import { type CancellationToken, LanguageModelTextPart, LanguageModelToolResult, workspace } from 'vscode';
import { agentTools } from '../../core/agents/agentTools';
import { askOf } from '../../core/agents/askOf';
import { boundedText } from '../../core/agents/boundedText';
import { sourcesText } from '../../core/agents/sourcesText';
import { alertsRequest } from '../../core/config/alertsQuery';
import { FaultError, faultOf } from '../../core/domain/fault';
import type { CommandContext } from '../commands/context';
import type { SourceEntry } from '../project/sourceEntry';

const timeoutMs = 10 * 60_000;

/** Answers a tool of an assistant. What goes wrong is an answer too: the model can ask better. */
export async function answer(context: CommandContext, name: string, input: Readonly<Record<string, unknown>>, token: CancellationToken): Promise<LanguageModelToolResult> {
  return new LanguageModelToolResult([new LanguageModelTextPart(await textOf(context, name, input, token).catch((error: unknown) => faultOf(error).detail))]);
}

async function textOf(context: CommandContext, name: string, input: Readonly<Record<string, unknown>>, token: CancellationToken): Promise<string> {
  const { session, engine, code } = context;
  if (!workspace.isTrusted) throw FaultError.of('not-supported', 'This workspace is not trusted, so nothing of it is read. Trust it first.');
  const tool = agentTools.find((each) => each.name === name);
  if (tool === undefined) throw FaultError.of('bad-arguments', `there is no tool "${name}"`);
  const { source, ask } = askOf(tool.name, input);
  if (!session.project.searched) await session.project.refresh();
  const { entries } = session.project;
  if (ask === null) {
    const [only] = entries;
    if (entries.length === 1 && only?.state === null) await session.project.open(only.key, false);
    return boundedText(sourcesText(session.project.entries.map(({ spec, state }) => ({ name: spec.name, state }))));
  }
  const { key } = chosen(context, source);
  await session.project.open(key, false);
  const entry = session.project.find(key);
  if (entry?.state === undefined || entry.state === null || entry.state.state === 'failed') throw FaultError.of('unreadable', entry?.state?.reason ?? 'the source cannot be read');
  await code.indexed();
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  const query = { ...session.comparisons.query(entry), name: entry.spec.name, alerts: alertsRequest(entry.config.alerts), map: entry.config.code.map, ask };
  return (await engine.call('agent.answer', query, { signal: abort.signal, timeoutMs })).text;
}

/** The source by its name, else the one on show, else the only one. */
function chosen({ session }: CommandContext, source: string | null): SourceEntry {
  const { entries } = session.project;
  const found = source === null ? (session.selected ?? (entries.length === 1 ? entries[0] : undefined)) : entries.find(({ spec }) => spec.name === source);
  if (found !== undefined) return found;
  if (entries.length === 0) throw FaultError.of('not-found', 'no prediction log was found in this workspace, and none is configured');
  throw FaultError.of('bad-arguments', `${source === null ? 'say which source' : `there is no source "${source}"`}: ${entries.map(({ spec }) => spec.name).join(', ')}`);
}
