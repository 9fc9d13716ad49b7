import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlaceHow } from '../../../src/core/code/place';
import { rankPlaces } from '../../../src/core/code/rankPlaces';
import type { CodeIndex } from '../../../src/engine/code/codeIndex';
import { best, fixtureFolder, newIndex } from './pythonIndex';

type Expected = readonly [column: string, where: string, how: PlaceHow, lineStartsWith: string];

const expected: Readonly<Record<string, readonly Expected[]>> = {
  flights: [
    ['distance_miles', 'src/flights/features.py:19', 'column-assignment', 'df[COL_DISTANCE] = haversine('],
    ['features.departure_hour', 'src/flights/features.py:22', 'column-assignment', 'df[Time.HOUR.value]'],
    ['weekday', 'src/flights/features.py:23', 'column-assignment', 'df[Time.WEEKDAY]'],
    ['is_weekend', 'src/flights/features.py:24', 'column-assignment', 'df["is_weekend"] = (df'],
    ['x_is_holiday', 'src/flights/features.py:25', 'column-assignment', 'df.loc[:, "is_holiday"]'],
    ['month_cos', 'src/flights/features.py:26', 'column-assignment', 'df["month_sin"], df["month_cos"]'],
    ['route', 'src/flights/features.py:28', 'assign-keyword', 'route=lambda'],
    ['num__route_popularity', 'src/flights/features.py:29', 'assign-keyword', 'route_popularity='],
    ['carrierSize', 'src/flights/features.py:31', 'insert-column', 'df.insert(0, "carrier_size"'],
    ['origin_delay_rate', 'src/flights/features.py:32', 'column-assignment', 'df[c.COL_RATE]'],
    ['late_share_28d', 'src/flights/features.py:34', 'column-assignment', 'df[f"late_share_{days}d"]'],
    ['log_distance', 'src/flights/features.py:35', 'attribute-assignment', 'df.log_distance'],
    ['taxi_time', 'src/flights/features.py:37', 'column-assignment', 'df["taxi_time"] *= 60'],
    ['arr_bucket', 'src/flights/features.py:38', 'column-assignment', 'df[["dep_bucket", "arr_bucket"]]'],
    ['speed', 'src/flights/features.py:39', 'column-assignment', 'df.eval("speed ='],
    ['origin_lat', 'src/flights/features.py:18', 'rename', 'df = df.merge(airports.rename('],
    ['congestion_index', 'src/flights/features.py:52', 'function', 'def compute_congestion_index'],
    ['temperature', 'src/flights/train.py:13', 'list-item', '"temperature",'],
    ['aircraft_type_boeing', 'src/flights/train.py:16', 'list-item', 'CATEGORICAL ='],
    ['gate_changes', 'tests/test_features.py:9', 'column-assignment', 'df["gate_changes"]'],
    ['is_delayed', 'src/flights/columns.py:6', 'constant', 'TARGET: str'],
    ['distance_km', 'src/flights/features.py:19', 'column-assignment', 'df[COL_DISTANCE]'],
  ],
  ads: [
    ['hourOfDay', 'ads/build.py:11', 'with-columns-keyword', 'hour_of_day='],
    ['days-since-signup', 'ads/build.py:12', 'with-columns-keyword', 'days_since_signup='],
    ['user.clicks_7d_mean', 'ads/build.py:15', 'with-columns-alias', 'pl.col("clicks").rolling_mean(7)'],
    ['cpm', 'ads/build.py:16', 'with-columns-alias', '(pl.col("spend") /'],
    ['is_ios', 'ads/build.py:20', 'with-columns-alias', '.alias("is_ios")'],
    ['country_DE', 'ads/build.py:21', 'with-columns-alias', 'pl.col("geo").alias("country")'],
    ['day_of_week', 'ads/build.py:23', 'rename', '.rename({"dow": "day_of_week"})'],
    ['BUDGET_LEFT', 'ads/build.py:29', 'with-columns-keyword', 'budget_left='],
    ['bid_p90', 'ads/build.py:30', 'with-columns-keyword', 'bid_p90='],
    ['session_length', 'ads/build.py:35', 'frame-column', 'return pl.DataFrame('],
    ['ad_fatigue_score', 'ads/build.py:38', 'function', 'def ad_fatigue_score'],
    ['placement=top', 'ads/schema.py:6', 'pandera-field', '"placement": pa.Column('],
    ['ad_rank', 'ads/schema.py:13', 'pandera-field', 'ad_rank: Series[int]'],
  ],
  credit: [
    ['request.age', 'credit/schemas.py:10', 'pydantic-field', 'age: int'],
    ['employmentYears', 'credit/schemas.py:12', 'pydantic-field', 'employment_years:'],
    ['homeOwnership', 'credit/schemas.py:13', 'pydantic-field', 'home_ownership: str'],
    ['debt_to_income', 'credit/scoring.py:25', 'constructor-keyword', 'debt_to_income=request.debt /'],
    ['delinquencies', 'credit/schemas.py:23', 'dataclass-field', 'delinquencies:'],
    ['inquiries_6m', 'credit/schemas.py:28', 'typed-dict-field', 'inquiries_6m: int'],
    ['region', 'credit/schemas.py:33', 'named-tuple-field', 'region: str'],
    ['credit_utilization', 'credit/scoring.py:8', 'variable-assignment', 'ratio = balance / limit'],
    ['age_bucket', 'credit/scoring.py:11', 'column-assignment', 'features["age_bucket"]'],
    ['loan_to_income', 'credit/scoring.py:12', 'column-assignment', 'features["loanToIncome"]'],
    ['thin_file', 'credit/scoring.py:13', 'dict-item', 'features.update(thin_file='],
    ['oldest_account_months', 'credit/scoring.py:15', 'dict-item', '"oldest_account_months": max('],
    ['channel', 'credit/scoring.py:16', 'dict-key', '"channel": "web"'],
    ['postal_code', 'credit/scoring.py:17', 'dict-item', '"postal_code": request'],
    ['late_payments_12m', 'credit/scoring.py:33', 'sql-alias', 'COUNT(*) FILTER'],
    ['avg_ticket', 'credit/scoring.py:34', 'sql-alias', 'AVG(amount) AS "avgTicket"'],
    ['customer_segment', 'credit/scoring.py:35', 'sql-alias', 'c.segment AS'],
  ],
  rides: [
    ['conv_rate', 'feature_repo/definitions.py:14', 'feast-field', 'Field(name="conv_rate"'],
    ['driver_hourly_stats__avg_daily_trips', 'feature_repo/definitions.py:16', 'feast-field', 'Field(name="avg_daily_trips"'],
    ['conv_rate_plus', 'feature_repo/definitions.py:25', 'column-assignment', 'out["conv_rate_plus"]'],
    ['pickup_lat', 'jobs/trips_features.py:5', 'schema-field', 'SCHEMA = StructType('],
    ['trip_km', 'jobs/trips_features.py:11', 'with-column', 'df.withColumn("trip_km"'],
    ['passenger_count', 'jobs/trips_features.py:13', 'rename', '.withColumnRenamed("pax"'],
    ['recent_rating', 'jobs/trips_features.py:14', 'with-column', '.withColumn("recent_rating"'],
    ['avg_speed_kmh', 'jobs/trips_features.py:15', 'sql-alias', '.selectExpr('],
    ['drivers_in_zone', 'jobs/trips_features.py:17', 'with-columns-alias', '.agg(F.countDistinct('],
  ],
};

describe.each(Object.entries(expected))('the first place in the project %s', (project, rows) => {
  let index: CodeIndex;
  beforeAll(async () => {
    index = await newIndex();
    await index.build([join(fixtureFolder, project)]);
  });

  test.each(rows)('of %s is %s', (column, where, how, lineStartsWith) => {
    const place = best(index, column);
    expect(place && `${place.file}:${place.line}`).toBe(where);
    expect(place?.how).toBe(how);
    expect(place?.text.startsWith(lineStartsWith)).toBe(true);
  });

  test('nothing is lost: no file failed, none is partial', () => {
    expect(index.summary().failed).toEqual([]);
    expect(index.summary().partial).toEqual([]);
  });
});

describe('the rest of the ranking', () => {
  test('tests and examples come behind the feature code', async () => {
    const index = await newIndex();
    await index.build([join(fixtureFolder, 'flights')]);
    const files = rankPlaces('is_weekend', index.places).map((place) => place.file);
    expect(files[0]).toBe('src/flights/features.py');
    expect(files.indexOf('notebooks/explore.ipynb')).toBeLessThan(files.indexOf('tests/test_features.py'));
    const rate = rankPlaces('origin_delay_rate', index.places);
    expect(rate.findIndex((place) => place.file.startsWith('examples/'))).toBeGreaterThan(0);
    expect(rate.find((place) => place.file.startsWith('examples/'))?.reason).toContain('example-file');
  });

  test('a column that no code names has no place', async () => {
    const index = await newIndex();
    await index.build([join(fixtureFolder, 'flights')]);
    expect(rankPlaces('quantum_flux', index.places)).toEqual([]);
  });

  test('a schema field ranks under the line that computes it, and above reads', async () => {
    const index = await newIndex();
    await index.build([join(fixtureFolder, 'ads')]);
    expect(rankPlaces('cpm', index.places).map((place) => place.how)).toEqual(['with-columns-alias', 'pandera-field']);
  });

  test('a mapping of the configuration wins over the name itself', async () => {
    const index = await newIndex();
    await index.build([join(fixtureFolder, 'flights')]);
    const place = best(index, 'weekday', { map: { weekday: 'carrier_size' } });
    expect(place?.line).toBe(31);
    expect(place?.reason).toContain('mapped-name');
  });
});
