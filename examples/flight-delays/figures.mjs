import { EPOCH, minuteOf } from './flights.mjs';
import { KILOMETRES_FROM, SLOW_FROM } from './predictionLog.mjs';
import { THRESHOLD } from './model.mjs';

const periods = [
  ['April', '2001-04-01', '2001-05-01'],
  ['May', '2001-05-01', '2001-06-01'],
  ['June', '2001-06-01', '2001-07-01'],
  ['1-9 June (miles)', '2001-06-01', KILOMETRES_FROM],
  ['10-19 June (km)', KILOMETRES_FROM, SLOW_FROM],
  ['20-30 June (km, slow)', SLOW_FROM, '2001-07-01'],
];

/** Figures by period: what the log says, and what the same model would have said with the distance in miles. */
export function figures(log, flights, keep = () => true) {
  return periods.flatMap(([period, from, to]) => {
    const start = EPOCH + minuteOf(from) * 60_000;
    const end = EPOCH + minuteOf(to) * 60_000;
    const rows = [];
    for (let row = 0; row < log.count; row += 1) if (log.timestamp[row] >= start && log.timestamp[row] < end && keep(row)) rows.push(row);
    if (rows.length === 0) return [];
    const answered = rows.filter((row) => log.status[row] === 200);
    const label = Uint8Array.from(answered, (row) => flights.late[log.flight[row]]);
    const latency = Float64Array.from(rows, (row) => log.latency[row]).sort();
    const at = (share) => latency[Math.ceil(share * latency.length) - 1];
    const logged = quality(Float64Array.from(answered, (row) => log.score[row]), label);
    const right = quality(Float64Array.from(answered, (row) => log.rightScore[row]), label);
    return [{
      period, n: rows.length, 'late share': mean(label).toFixed(4), 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'p99 ms': at(0.99),
      'failed %': (100 * (1 - answered.length / rows.length)).toFixed(3), accuracy: logged.accuracy, AUC: logged.auc, Brier: logged.brier, ECE: logged.ece,
      'mean score': logged.mean, 'called late': logged.positive, 'USD a flight': mean(rows.map((row) => log.cost[row])).toFixed(2),
      'in miles: accuracy': right.accuracy, 'in miles: AUC': right.auc, 'in miles: score': right.mean,
    }];
  });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Quality of scores against labels; ECE over ten bins of equal width. */
function quality(scores, labels) {
  const gaps = new Float64Array(10);
  let correct = 0;
  let brier = 0;
  let positive = 0;
  scores.forEach((score, at) => {
    gaps[Math.min(9, Math.floor(score * 10))] += score - labels[at];
    if ((score >= THRESHOLD) === (labels[at] === 1)) correct += 1;
    if (score >= THRESHOLD) positive += 1;
    brier += (score - labels[at]) ** 2;
  });
  const share = (sum) => (sum / scores.length).toFixed(4);
  const gap = gaps.reduce((sum, each) => sum + Math.abs(each), 0);
  return { accuracy: share(correct), auc: auc(scores, labels).toFixed(4), brier: share(brier), ece: share(gap), mean: mean(scores).toFixed(4), positive: share(positive) };
}

/** Area under the ROC curve: the chance that a late flight scores above another, ties half. */
export function auc(scores, labels) {
  const late = scores.filter((_, at) => labels[at] === 1).sort();
  const other = scores.filter((_, at) => labels[at] === 0).sort();
  let below = 0;
  let upTo = 0;
  let wins = 0;
  for (const score of late) {
    while (below < other.length && other[below] < score) below += 1;
    upTo = Math.max(upTo, below);
    while (upTo < other.length && other[upTo] === score) upTo += 1;
    wins += below + (upTo - below) / 2;
  }
  return wins / (late.length * other.length);
}
