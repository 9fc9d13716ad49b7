import { describe, expect, test } from 'vitest';
import { rankPlaces } from '../../../src/core/code/rankPlaces';
import { best, indexOf } from './pythonIndex';

const at = (index: Awaited<ReturnType<typeof indexOf>>, column: string): string => {
  const place = best(index, column);
  return place === undefined ? 'nothing' : `${place.line} ${place.how}`;
};

describe('names that are put together', () => {
  const text = `
def lags(df, periods, prefix):
    for n in periods:
        df["load_lag_" + str(n)] = df["load"].shift(n)
        df["load_lead_%d_%s" % (n, "h")] = df["load"].shift(-n)
        df["mean_{}d".format(n)] = df["load"].rolling(n).mean()
        df[prefix + "_ratio_" + str(n)] = df["load"] / df["load"].shift(n)
        key = "spread_" + str(n)
        df[key] = df["load"].rolling(n).max() - df["load"].rolling(n).min()
    return {
        "T-" + str(int(periods[0])) + "min": lambda x: x.shift(freq="min"),
        "is_day_"
        + prefix.replace(
            " ", "_"
        ).lower(): lambda x: x == 1,
    }

def log(done):
    print("load_done_" + str(done))
`;

  test.each([
    ['load_lag_24', '4 column-assignment'],
    ['load_lead_2_h', '5 column-assignment'],
    ['mean_30d', '6 column-assignment'],
    ['grid_ratio_7', '7 column-assignment'],
    ['spread_12', '9 column-assignment'],
    ['T-15min', '11 dict-item'],
    ['is_day_new_year', '12 dict-item'],
    ['load_done_3', '19 string'],
  ])('%s is found at line %s', async (column, expected) => {
    expect(at(await indexOf(text), column)).toBe(expected);
  });

  test('what is glued to a name that is set is no longer taken for the whole name', async () => {
    expect(rankPlaces('load_lag', (await indexOf(text)).places).some(({ line }) => line === 4)).toBe(false);
  });

  test('a quote or bracket that never closes ends the name and not the index', async () => {
    const index = await indexOf('df["a_" + ("x\ndf["age"] = df["born"].rsub(2024)\n');
    expect(index.summary().failed).toEqual([]);
    expect((await indexOf(`df[${'"a" + '.repeat(3000)}"z"] = 1\n`)).summary().failed).toEqual([]);
  });
});

describe('names with little fixed text', () => {
  const text = `
def interactions(df, columns, days):
    out = {}
    for a, b in columns:
        out[f"{a}_x_{b}"] = df[a] * df[b]
        out[f"{a}^2"] = df[a] ** 2
        out[f"is_{a}"] = df[a] > 0
        out[f"{a}_{b}"] = df[a] + df[b]
        out["T-" + str(days) + "d"] = df[a].shift(days)
    return out
`;
  test.each([
    ['age_x_income', '5 column-assignment'],
    ['income^2', '6 column-assignment'],
    ['T-7d', '9 column-assignment'],
    // These would be any name at all.
    ['is_new', 'nothing'],
    ['age_income', 'nothing'],
    ['max', 'nothing'],
  ])('%s is found at line %s', async (column, expected) => {
    expect(at(await indexOf(text), column)).toBe(expected);
  });
});

describe('columns made of the levels of a text column', () => {
  const text = `
a = pd.get_dummies(df["country"], prefix="country")
b = pd.get_dummies(df, columns=["plan", "tier"])
c = pd.get_dummies(df[["os", "web"]], prefix=["sys", "agent"])
`;
  test.each([
    ['country_US', '2 frame-column'],
    ['plan_basic', '3 frame-column'],
    ['tier_gold', '3 frame-column'],
    ['agent_firefox', '4 frame-column'],
    ['plan', '3 list-item'],
  ])('%s is found at line %s', async (column, expected) => {
    expect(at(await indexOf(text), column)).toBe(expected);
  });
});

describe('columns that a call names and the function called sets', () => {
  const text = `
FEATURES = ["age", "fare", "deck", "port", "port_lag", "speed_z"]

class Prepare:
    def apply(self, data):
        data = self.encode(data, "deck", {"A": 1})
        data = self.fill(data, "age", default=0)
        data = fill_lag(data, column="port")
        data = scale(data, "speed", 1.0)
        self.note("fare")
        return data

    @staticmethod
    def encode(data, column: str, lookup: dict = {}):
        data[column] = data[column].map(lambda x: lookup.get(x))
        return data

    def fill(self, data, column, default):
        data[column] = data[column].fillna(default)
        return data

    def note(self, column):
        print(column)

def fill_lag(data, column, by=1):
    data[f"{column}_lag"] = data[column].shift(by)
    return data

def scale(data, column, by):
    data[column + "_z"] = (data[column] - data[column].mean()) / by
    return data
`;
  test.each([
    ['deck', '6 column-assignment'],
    ['age', '7 column-assignment'],
    ['port_lag', '8 column-assignment'],
    ['speed_z', '9 column-assignment'],
    // Given to a function that sets nothing by it.
    ['fare', '2 list-item'],
  ])('%s is found at line %s', async (column, expected) => {
    expect(at(await indexOf(text), column)).toBe(expected);
  });
});

describe('columns set by a helper of another file', () => {
  const helper = `
def fill(df, column, default=0):
    df[column] = df[column].map(lambda x: x or default)

def note(df, column):
    print(df[column])

class Steps:
    def fill(self, df, other):
        df[other] = 1
`;
  const model = `from prep.helpers import fill, note
from prep import helpers

FEATURES = ["age", "fare", "deck", "port"]

def build(df):
    fill(df, "age")
    helpers.fill(df, column="fare")
    note(df, "deck")
    fill("port", df)
`;
  const expected = { age: 'model.py:7 column-assignment', fare: 'model.py:8 column-assignment', deck: 'model.py:4 list-item', port: 'model.py:4 list-item' };
  const found = (index: Awaited<ReturnType<typeof indexOf>>): unknown => Object.fromEntries(Object.keys(expected).map((column) => [column, `${best(index, column)?.file ?? ''}:${at(index, column)}`]));

  test('are found at the call, in whatever order the files come', async () => {
    const index = await indexOf(model);
    expect(at(index, 'age')).toBe('4 list-item');
    const [{ root = '' } = {}] = index.places.filesOfAll();
    await index.update(root, 'prep/helpers.py', helper);
    expect(found(index)).toEqual(expected);
    expect(index.places.placesOf(root, 'model.py').filter(({ feature, kind }) => feature === 'age' && kind === 'definition')).toHaveLength(1);
    await index.update(root, 'model.py', `${model}\n`);
    expect(found(index)).toEqual(expected);
    await index.update(root, 'prep/helpers.py', 'def fill(df, column):\n    return df[column]\n');
    expect(at(index, 'age')).toBe('4 list-item');
  });

  test('a helper of another package with the same name sets nothing here', async () => {
    const index = await indexOf(model);
    const [{ root = '' } = {}] = index.places.filesOfAll();
    await index.update(root, 'other/tools.py', helper);
    expect(at(index, 'age')).toBe('4 list-item');
  });
});

describe('what only hands a value on', () => {
  test('stands behind the schema that declares it, before a list', async () => {
    const index = await indexOf(`
class Site(BaseModel):
    tilt: float
    power: float
    rooms: int

def rows(site, row):
    return {"tilt": (["pv_id"], [site.tilt]), "power": site.power, "heading": site.heading, "rooms": row.get("rooms", 0)}

NAMES = ["heading"]
`);
    expect([at(index, 'tilt'), at(index, 'power'), at(index, 'rooms'), at(index, 'heading')]).toEqual(['3 pydantic-field', '4 pydantic-field', '5 pydantic-field', '8 dict-item']);
  });

  test('a named aggregation computes', async () => {
    const index = await indexOf('stats = df.groupby("customer").agg(\n    tx_count=("transaction_id", "count"),\n)\n');
    expect(best(index, 'tx_count')).toMatchObject({ line: 2, how: 'with-columns-keyword', computes: true });
  });

  test('a field on a page asks and does not compute', async () => {
    const index = await indexOf(`
class Site(BaseModel):
    capacity: float

def page():
    capacity = st.sidebar.number_input("Capacity", min_value=0.1, value=1.25)
    return Site(capacity=capacity)
`);
    expect(at(index, 'capacity')).toBe('3 pydantic-field');
  });

  test('long displays of names are read in no time', async () => {
    const started = performance.now();
    await indexOf(`df["a"] = [${'abcdefghijklmnopqrstuvwxyz'.repeat(4)}, b c]\n`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a class for each feature', () => {
  const text = `
class RecencyDays(Min):
    def column_expression(self):
        return f.datediff(self.as_at, f.col("Timestamp"))

class Recency(BaseModel):
    days: int

class StoreCount:
    pass

__all__ = ["RecencyDays", "StoreCount"]
`;
  test.each([
    ['RecencyDays_3m1', '2 class'],
    ['recency_days', '2 class'],
    ['store_count', '12 list-item'],
  ])('%s is found at line %s', async (column, expected) => {
    expect(at(await indexOf(text), column)).toBe(expected);
  });
});

describe('variants of one feature', () => {
  const variants = `
def straight(df):
    return df.withColumn("distance", F.sqrt(F.col("x") ** 2))

def great_circle(df):
    return df.withColumn("distance", haversine(F.col("x"), F.col("y")))
`;

  test('the one in a function that is called comes first', async () => {
    expect(at(await indexOf(`${variants}\ndef process(df):\n    return great_circle(df)\n`), 'distance')).toBe('6 with-column');
    expect(at(await indexOf(`${variants}\nSTEPS = run(great_circle)\n`), 'distance')).toBe('6 with-column');
  });

  test('where both or neither is called, the order is that of the text', async () => {
    expect(at(await indexOf(variants), 'distance')).toBe('3 with-column');
    expect(at(await indexOf(`${variants}\nstraight(great_circle(df))\n`), 'distance')).toBe('3 with-column');
  });

  test('a weaker place does not come first because its function is called', async () => {
    const index = await indexOf('def train(df):\n    df["ratio"] = df["a"] / df["b"]\n\ndef serve(row):\n    row["ratio"] = row["rate"]\n\nserve(r)\n');
    expect(at(index, 'ratio')).toBe('2 column-assignment');
  });
});
