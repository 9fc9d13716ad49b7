import { type Disposable, l10n, lm } from 'vscode';
import type { CommandContext } from '../commands/context';

/** Names as package.json declares them; what they answer is loaded with the first question. */
const names = ['sources', 'report', 'feature', 'explain', 'alerts'].map((tool) => `model_vitals_${tool}`);

/** The tools that an assistant in the editor may ask; all only read. */
export function registerAgents(context: CommandContext): readonly Disposable[] {
  return names.map((name) =>
    lm.registerTool<Record<string, unknown>>(name, {
      prepareInvocation: () => ({ invocationMessage: l10n.t('Reading the figures of the model') }),
      invoke: async ({ input }, token) => (await import('./agentAnswers')).answer(context, name, input, token),
    }),
  );
}
