import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { askOf } from '../../core/agents/askOf';
import { agentTools } from '../../core/agents/agentTools';
import { boundedText } from '../../core/agents/boundedText';
import { sourcesText } from '../../core/agents/sourcesText';
import { FaultError, faultOf } from '../../core/domain/fault';
import type { HandlerContext } from '../../protocol/endpoint';
import type { SourceArguments } from '../arguments';
import { version } from '../version';
import { AgentSources } from './agentSources';

/** Serves the tools over the Model Context Protocol on standard input and output until the client leaves. Nothing is written but what the protocol says. */
export async function runMcp(args: SourceArguments & { readonly code: string | null }, signal: AbortSignal): Promise<void> {
  const sources = await AgentSources.start(args);
  const server = new Server({ name: 'model-vitals', version }, { capabilities: { tools: {} }, instructions: 'Figures of deployed models: what changed, why, and which line of code makes what drifted. Everything is read, nothing is written.' });
  const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: agentTools.map(({ name, title, description, input }) => ({ name, title, description, inputSchema: { ...input, properties: { ...input.properties }, ...(input.required === undefined ? {} : { required: [...input.required] }) }, annotations: { title, ...readOnly } })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<CallToolResult> => {
    try {
      return { content: [{ type: 'text', text: await answer(sources, params.name, params.arguments ?? {}, { signal: extra.signal, onProgress: () => undefined }) }] };
    } catch (error) {
      // A fault is an answer that the model can act on; the protocol's errors are for broken clients.
      return { isError: true, content: [{ type: 'text', text: faultOf(error).detail }] };
    }
  });
  const left = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await server.connect(new StdioServerTransport());
    await left;
  } finally {
    await server.close();
    await sources.stop();
  }
}

async function answer(sources: AgentSources, name: string, given: Record<string, unknown>, context: HandlerContext): Promise<string> {
  const tool = agentTools.find((each) => each.name === name);
  if (tool === undefined) throw FaultError.of('bad-arguments', `there is no tool "${name}"; those there are: ${agentTools.map((each) => each.name).join(', ')}`);
  const { source, ask } = askOf(tool.name, given);
  return ask === null ? boundedText(sourcesText(await sources.list(context))) : sources.answer(source, ask, context);
}
