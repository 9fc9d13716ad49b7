import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { estimatePerformance } from '../../../src/core/estimates/estimatePerformance';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { makeLog } from '../cube/makeLog';

/*
 * Hotel bookings (Antonio, de Almeida and Nunes 2019, scores by NannyML): calibration learnt from May to September 2016, accuracy estimated month by month without labels
 * and compared with the labels that came. The two Parquet files are not part of this repository: MODEL_VITALS_DATA names the folder that holds `hotel_booking`.
 */
const folder = path.join(process.env['MODEL_VITALS_DATA'] ?? path.resolve(import.meta.dirname, '../../../../shared/data'), 'hotel_booking');
const files = ['reference', 'monitoring'].map((name) => path.join(folder, `${name}_hotel_booking.parquet`));

it('estimates eleven months of hotel bookings before their labels, far nearer than "unchanged"', async (context) => {
  if (!files.every((file) => existsSync(file))) context.skip(`no hotel bookings in ${folder}: set MODEL_VITALS_DATA`);
  const read = `read_parquet(['${files.join("', '")}'], union_by_name = true)`;
  const log = await makeLog({
    sql: `SELECT epoch_us("timestamp"::TIMESTAMP) AS t, y_pred_proba AS score, y_pred::VARCHAR AS prediction, is_canceled::VARCHAR AS label FROM ${read}`,
    folder, task: 'binary', roles: { score: 'score', prediction: 'prediction', label: 'label' },
  });
  try {
    const cube = await buildCube(log);
    if (cube.axis.kind !== 'time') throw new Error('no time axis');
    const { start, step } = cube.axis;
    const slotOf = (month: number): number => Math.round((Date.UTC(2016, month) * 1000 - start) / step);
    const index = indexCube(cube);
    const baseline = summarise(index, { from: 0, to: slotOf(9) });
    const errors = { accuracy: [0, 0], auc: [0, 0] };
    let inside = 0;
    for (let month = 9; month < 20; month += 1) {
      const estimates = estimatePerformance(cube, baseline, summarise(index, { from: slotOf(month), to: slotOf(month + 1) }), defaultSettings);
      expect(estimates).toMatchObject({ state: 'estimated', calibration: { used: 'isotonic', groupKind: 'runs of slots' }, threshold: { origin: 'found' } });
      const unchanged = estimatePerformance(cube, baseline, baseline, defaultSettings).checks;
      for (const name of ['accuracy', 'auc'] as const) {
        const check = estimates.checks.find(({ id }) => id === `estimate.${name}`);
        const before = unchanged.find(({ id }) => id === `estimate.${name}`);
        if (check === undefined || before === undefined) throw new Error(`no check of ${name}`);
        errors[name][0]! += Math.abs(check.estimated - check.measured) / 11;
        errors[name][1]! += Math.abs(before.measured - check.measured) / 11;
        const interval = estimates.figures.find(({ id }) => id === check.id)?.interval;
        if (interval !== null && interval !== undefined && interval.low! <= check.measured && check.measured <= interval.high!) inside += 1;
      }
    }
    console.log(`hotel bookings, 11 months: accuracy off by ${errors.accuracy.map((error) => error.toFixed(4)).join(' (unchanged: ')}), AUC by ${errors.auc.map((error) => error.toFixed(4)).join(' (unchanged: ')}), ${inside} of 22 within their 95 % interval`);
    expect(errors.accuracy[0]).toBeLessThan(0.007);
    expect(errors.accuracy[1]).toBeGreaterThan(0.05);
    expect(errors.auc[0]).toBeLessThan(errors.auc[1]! * 0.7);
    expect(inside).toBeGreaterThanOrEqual(19);
  } finally {
    await log.close();
  }
});
