import { finite, type Relation } from './cubeQueries';

const epsilon = 2 ** -52;

/**
 * Binary scores over edges: slot, bin, label (1, 0, NULL), rows; rows with a score in [0, 1], its confidence and the square of that; the scores themselves, and of rows with a
 * label and such a score the squared errors, their squares, the logarithmic losses, their squares.
 */
export function scoreQuery({ dialect, from }: Relation, slot: string, score: string, label: string, edges: Float64Array): string {
  const low = dialect.double(epsilon);
  const high = dialect.double(1 - epsilon);
  const clipped = `CASE WHEN mv_x < ${low} THEN ${low} WHEN mv_x > ${high} THEN ${high} ELSE mv_x END`;
  const one = dialect.double(1);
  const inside = (sql: string): string => `CASE WHEN mv_x BETWEEN 0 AND 1 THEN ${sql} END`;
  const parts = [
    'mv_s', 'mv_x', 'mv_y', `${dialect.bin('mv_x', edges)} AS mv_b`, `${inside('1')} AS mv_in`,
    `${inside(`CASE WHEN mv_x >= ${one} - mv_x THEN mv_x ELSE ${one} - mv_x END`)} AS mv_c`,
    `${inside(`CASE WHEN mv_y = 1 THEN ${one} - mv_x WHEN mv_y = 0 THEN mv_x END`)} AS mv_e`,
    `${inside(`CASE WHEN mv_y = 1 THEN -ln(${clipped}) WHEN mv_y = 0 THEN -ln(${one} - (${clipped})) END`)} AS mv_l`,
  ];
  const square = dialect.square('mv_e');
  return `SELECT mv_s, mv_b, mv_y, count(*), count(mv_in), sum(mv_c), sum(mv_c * mv_c), sum(${dialect.minus('mv_x', 0)}), sum(${square}), sum(${dialect.square(`(${square})`)}), sum(mv_l), sum(mv_l * mv_l)
FROM (SELECT ${parts.join(', ')} FROM (SELECT ${slot} AS mv_s, ${score} AS mv_x, ${label} AS mv_y FROM ${from}) AS mv_r WHERE mv_s >= 0 AND ${finite(dialect, 'mv_x')}) AS mv_q
GROUP BY mv_s, mv_b, mv_y`;
}

/** Errors of predicted numbers: slot, 1 with a label or 0 without, rows, and sums of e, |e|, e^2, e^4 and of the label and its square about a centre. */
export function regressionQuery({ dialect, from }: Relation, slot: string, prediction: string, label: string, centre: number): string {
  const square = dialect.square('mv_e');
  const error = dialect.name === 'postgresql' ? `CASE WHEN abs(mv_p) > 1e290 OR abs(mv_y) > 1e290 THEN ${dialect.double(Infinity)} ELSE mv_p - mv_y END` : 'mv_p - mv_y';
  return `SELECT mv_s, mv_k, count(*), sum(mv_e), sum(abs(mv_e)), sum(${square}), sum(${dialect.square(`(${square})`)}), sum(mv_d), sum(${dialect.square('mv_d')})
FROM (SELECT mv_s, mv_k, CASE WHEN mv_k = 1 THEN ${error} END AS mv_e, CASE WHEN mv_k = 1 THEN ${dialect.minus('mv_y', centre)} END AS mv_d
FROM (SELECT mv_s, mv_p, mv_y, CASE WHEN mv_y IS NOT NULL AND ${finite(dialect, 'mv_y')} THEN 1 ELSE 0 END AS mv_k
FROM (SELECT ${slot} AS mv_s, ${prediction} AS mv_p, ${label} AS mv_y FROM ${from}) AS mv_r WHERE mv_s >= 0 AND ${finite(dialect, 'mv_p')}) AS mv_f) AS mv_q
GROUP BY mv_s, mv_k`;
}

/** Requests of an objective: slot, those that count, bad ones. */
export function sloQuery({ from }: Relation, slot: string, isKnown: string, isBad: string): string {
  return `SELECT mv_s, sum(mv_k), sum(mv_b) FROM (SELECT ${slot} AS mv_s, CASE WHEN ${isKnown} THEN 1 ELSE 0 END AS mv_k, CASE WHEN ${isBad} THEN 1 ELSE 0 END AS mv_b FROM ${from}) AS mv_q WHERE mv_s >= 0 GROUP BY mv_s`;
}
