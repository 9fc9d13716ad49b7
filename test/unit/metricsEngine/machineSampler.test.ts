import { describe, expect, it } from 'vitest';
import { readSeriesKey } from '../../../src/core/metrics/history/seriesKey';
import { machineSampler, readGpu } from '../../../src/engine/metrics/sampled/machineSampler';
import { recognise } from '../../../src/core/metrics/recognise/recognise';

describe('this machine', () => {
  it('tells CPU time, memory and load, which are recognised like an exporter’s', async () => {
    const sampler = machineSampler(Date.now);
    const { values, families, remarks } = await sampler.look(new AbortController().signal);
    const names = new Set([...values.keys()].map((key) => readSeriesKey(key)?.name));
    expect([...names]).toEqual(expect.arrayContaining(['node_cpu_seconds_total', 'node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes']));
    expect(recognise(families).plans.map(({ name }) => name)).toEqual(expect.arrayContaining(['CPU utilisation', 'memory used']));
    // With a GPU or without: either its figures or the reason.
    expect(names.has('nvidia_smi_memory_total_bytes') || /nvidia-smi/.test(remarks.join())).toBe(true);
  });

  it('reads a line of nvidia-smi in our units, and leaves out what the GPU does not have', () => {
    // As `nvidia-smi --query-gpu=index,name,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu --format=csv,noheader,nounits` prints it.
    expect(readGpu('0, NVIDIA A10G, 37, 1024, 23028, 57.21, 41')).toEqual({
      gpu: '0 NVIDIA A10G',
      values: [['nvidia_smi_utilization_gpu_ratio', 0.37], ['nvidia_smi_memory_used_bytes', 1024 * 2 ** 20], ['nvidia_smi_memory_total_bytes', 23028 * 2 ** 20], ['nvidia_smi_power_draw_watts', 57.21], ['nvidia_smi_temperature_gpu', 41]],
    });
    expect(readGpu('1, Orin, [N/A], [Not Supported], , [Unknown Error], 55')).toEqual({ gpu: '1 Orin', values: [['nvidia_smi_temperature_gpu', 55]] });
  });
});
