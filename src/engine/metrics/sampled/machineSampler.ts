import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { seriesKey } from '../../../core/metrics/history/seriesKey';
import type { KnownFamily } from '../../../core/metrics/recognise/knownFamily';
import type { Look, Sampler } from './sampler';

const run = promisify(execFile);
const gpuTimeoutMs = 5_000;
const fields = ['index', 'name', 'utilization.gpu', 'memory.used', 'memory.total', 'power.draw', 'temperature.gpu'] as const;

interface GpuReading {
  readonly gpu: string;
  readonly values: readonly (readonly [string, number])[];
}

/** The machine that the engine runs on: CPU time, load, memory, and its GPUs where `nvidia-smi` is there. Names are those of the exporters that say the same. */
export function machineSampler(now: () => number): Sampler {
  let gpusMissing: string | null = null;
  return {
    address: '',
    look: async (signal): Promise<Look> => {
      const began = now();
      const values = new Map<string, number>();
      const families = new Map<string, KnownFamily>();
      const put = (name: string, type: 'counter' | 'gauge', labels: readonly (readonly [string, string])[], value: number): void => {
        if (!Number.isFinite(value)) return;
        values.set(seriesKey(name, labels), value);
        families.set(name, { name, type, unit: null, native: false, labels: {} });
      };
      os.cpus().forEach(({ times }, cpu) => {
        for (const [mode, ms] of Object.entries(times)) put('node_cpu_seconds_total', 'counter', [['cpu', String(cpu)], ['mode', mode]], ms / 1_000);
      });
      const memory = await memoryOf();
      put('node_memory_MemTotal_bytes', 'gauge', [], memory.total);
      put('node_memory_MemAvailable_bytes', 'gauge', [], memory.available);
      if (os.platform() !== 'win32') put('node_load1', 'gauge', [], os.loadavg()[0] ?? NaN);
      if (gpusMissing === null) {
        try {
          for (const { gpu, values: own } of await gpusOf(signal)) for (const [name, value] of own) put(name, 'gauge', [['uuid', gpu]], value);
        } catch (error) {
          if (signal.aborted) throw error;
          gpusMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no GPU is shown: nvidia-smi is not on this machine' : `no GPU is shown: nvidia-smi failed (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`;
        }
      }
      return { values, families: [...families.values()], tookMs: now() - began, remarks: gpusMissing === null ? [] : [gpusMissing] };
    },
    close: () => undefined,
  };
}

/** Memory that programs can still have, caches included: what Linux itself says, else what is free. */
async function memoryOf(): Promise<{ readonly total: number; readonly available: number }> {
  const text = os.platform() === 'linux' ? await readFile('/proc/meminfo', 'latin1').catch(() => '') : '';
  const available = Number(/^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1] ?? NaN) * 1024;
  return { total: os.totalmem(), available: Number.isFinite(available) ? available : os.freemem() };
}

async function gpusOf(signal: AbortSignal): Promise<readonly GpuReading[]> {
  const { stdout } = await run('nvidia-smi', [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'], { timeout: gpuTimeoutMs, signal, windowsHide: true });
  return stdout.split('\n').filter((line) => line.trim() !== '').map(readGpu);
}

/** One line of `nvidia-smi`'s CSV; a figure that this GPU does not have (`[N/A]`) is left out. */
export function readGpu(line: string): GpuReading {
  const [index = '', name = '', use, used, total, power, temperature] = line.split(',').map((cell) => cell.trim());
  const number = (text: string | undefined): number => (text === undefined || !/^-?[\d.]+$/.test(text) ? NaN : Number(text));
  const values = [
    ['nvidia_smi_utilization_gpu_ratio', number(use) / 100],
    ['nvidia_smi_memory_used_bytes', number(used) * 2 ** 20],
    ['nvidia_smi_memory_total_bytes', number(total) * 2 ** 20],
    ['nvidia_smi_power_draw_watts', number(power)],
    ['nvidia_smi_temperature_gpu', number(temperature)],
  ] as const;
  return { gpu: `${index} ${name}`, values: values.filter(([, value]) => Number.isFinite(value)) };
}
