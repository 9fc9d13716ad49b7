import { finite, isPlaced, placedRows, type Relation } from './cubeQueries';

const epsilon = 2 ** -52;

/**
 * Binary scores over edges, a row a slot: slot; `bin:label:rows:rows in [0, 1]:sum of scores` of each bin and label (2 where there is none); then over rows with a score in [0, 1] its
 * confidence and the square of that, and over those with a label as well the squared errors, their squares, the logarithmic losses, their squares.
 */
export function scoreQuery(relation: Relation, slot: string, score: string, label: string, edges: Float64Array): string {
  const { dialect } = relation;
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
  const grouped = `SELECT mv_s, mv_b, mv_y, count(*) AS mv_n, count(mv_in) AS mv_i, sum(${dialect.minus('mv_x', 0)}) AS mv_p, sum(mv_c) AS mv_1, sum(mv_c * mv_c) AS mv_2, sum(${square}) AS mv_3, sum(${dialect.square(`(${square})`)}) AS mv_4, sum(mv_l) AS mv_5, sum(mv_l * mv_l) AS mv_6
FROM (SELECT ${parts.join(', ')} FROM (SELECT ${slot} AS mv_s, ${score} AS mv_x, ${label} AS mv_y FROM ${placedRows(relation)}) AS mv_r WHERE ${isPlaced(relation)} AND ${finite(dialect, 'mv_x')}) AS mv_q
GROUP BY mv_s, mv_b, mv_y`;
  const whole = (name: string): string => dialect.text(name, 'integer');
  const cell = [whole('mv_b'), whole('coalesce(mv_y, 2)'), whole('mv_n'), whole('mv_i'), dialect.doubleText('mv_p')].join(` || ':' || `);
  return `SELECT mv_s, ${dialect.joined(cell)}, sum(mv_1), sum(mv_2), sum(mv_3), sum(mv_4), sum(mv_5), sum(mv_6) FROM (${grouped}) AS mv_g GROUP BY mv_s`;
}

/** Errors of predicted numbers: slot, 1 with a label or 0 without, rows, and sums of e, |e|, e^2, e^4 and of the label and its square about a centre. */
export function regressionQuery(relation: Relation, slot: string, prediction: string, label: string, centre: number): string {
  const { dialect } = relation;
  const square = dialect.square('mv_e');
  const error = dialect.name === 'postgresql' ? `CASE WHEN abs(mv_p) > 1e290 OR abs(mv_y) > 1e290 THEN ${dialect.double(Infinity)} ELSE mv_p - mv_y END` : 'mv_p - mv_y';
  return `SELECT mv_s, mv_k, count(*), sum(mv_e), sum(abs(mv_e)), sum(${square}), sum(${dialect.square(`(${square})`)}), sum(mv_d), sum(${dialect.square('mv_d')})
FROM (SELECT mv_s, mv_k, CASE WHEN mv_k = 1 THEN ${error} END AS mv_e, CASE WHEN mv_k = 1 THEN ${dialect.minus('mv_y', centre)} END AS mv_d
FROM (SELECT mv_s, mv_p, mv_y, CASE WHEN mv_y IS NOT NULL AND ${finite(dialect, 'mv_y')} THEN 1 ELSE 0 END AS mv_k
FROM (SELECT ${slot} AS mv_s, ${prediction} AS mv_p, ${label} AS mv_y FROM ${placedRows(relation)}) AS mv_r WHERE ${isPlaced(relation)} AND ${finite(dialect, 'mv_p')}) AS mv_f) AS mv_q
GROUP BY mv_s, mv_k`;
}

/** Requests of an objective: slot, those that count, bad ones. */
export function sloQuery(relation: Relation, slot: string, isKnown: string, isBad: string): string {
  return `SELECT mv_s, sum(mv_k), sum(mv_b) FROM (SELECT ${slot} AS mv_s, CASE WHEN ${isKnown} THEN 1 ELSE 0 END AS mv_k, CASE WHEN ${isBad} THEN 1 ELSE 0 END AS mv_b FROM ${placedRows(relation)}) AS mv_q WHERE ${isPlaced(relation)} GROUP BY mv_s`;
}
