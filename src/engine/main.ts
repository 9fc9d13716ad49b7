import './takeTexts'; // before all others
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { EngineCalls, EngineNews, HostCalls } from '../protocol/engineCalls';
import { Endpoint } from '../protocol/endpoint';
import { engineValidators } from '../protocol/engineValidators';
import { EngineService } from './service/engineService';

/*
 * Entry of the engine's process: answers the host over the IPC channel and ends with it. Started by `fork`, never by a person.
 */

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (process.send === undefined) {
  process.stderr.write('This is the engine of Model Vitals. It is started by the extension; on the command line use `model-vitals`.\n');
  process.exit(2);
}

const tempFolder = option('temp');
if (tempFolder === undefined) {
  process.stderr.write('engine: --temp FOLDER is missing\n');
  process.exit(2);
}

// Whoever starts this process opens what a folder configures only where the folder is trusted.
const service = new EngineService({ tempFolder, memoryLimit: option('memory') ?? '800MB', wasmFolder: __dirname, commands: true });
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const endpoint = new Endpoint<HostCalls, EngineNews>(connection);
endpoint.answer<EngineCalls>(service.handlers(), engineValidators);
service.onLog = (level, text) => endpoint.tell<EngineNews, 'engine.log'>('engine.log', { level, text });
service.onSourceChanged = (id, state) => endpoint.tell<EngineNews, 'source.changed'>('source.changed', { id, state });
connection.listen();

// The channel closes when the parent ends, however it ends.
process.on('disconnect', () => {
  void service.dispose().finally(() => process.exit(0));
  setTimeout(() => process.exit(0), 2_000).unref();
});
