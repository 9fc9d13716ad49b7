import type { EngineServiceOptions } from '../engine/service/engineService';

/** The engine of the command line; commands of a configuration are run where the environment allows it, whoever asks. */
export function engineOptions(tempFolder: string): EngineServiceOptions {
  return { tempFolder, memoryLimit: '800MB', wasmFolder: __dirname, commands: process.env['MODEL_VITALS_RUN_COMMANDS'] === '1' };
}
