import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/* The tools as an assistant calls them: by VS Code's own `lm.invokeTool`, which checks the input against the manifest. */

async function ask(name: string, input: object = {}): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, new vscode.CancellationTokenSource().token);
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

describe('tools for assistants', () => {
  it('are listed with their schemas', () => {
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('model_vitals_'));
    assert.deepEqual([...names].sort(), ['model_vitals_alerts', 'model_vitals_explain', 'model_vitals_feature', 'model_vitals_report', 'model_vitals_sources']);
  });

  it('answer from the engine what changed, why and where', async () => {
    assert.match(await ask('model_vitals_sources'), /flight-delays: ready\n[\d,]+ rows/);
    assert.match(await ask('model_vitals_report'), /features\.distance[\s\S]*model\/features\.py:40/);
    assert.match(await ask('model_vitals_explain', { metric: 'latency.p95' }), /queue_depth/);
    assert.match(await ask('model_vitals_feature', { feature: 'features.distance' }), /features\.distance: moved/);
    assert.match(await ask('model_vitals_alerts'), /answered in time/);
  });

  it('say what would be right where a question does not fit', async () => {
    assert.match(await ask('model_vitals_report', { source: 'none' }), /there is no source "none": flight-delays/);
    assert.match(await ask('model_vitals_feature', { feature: 'none' }), /those there are: .*features\.distance/);
  });
});
