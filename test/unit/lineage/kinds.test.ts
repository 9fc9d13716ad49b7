import { describe, expect, test } from 'vitest';
import { edgesOf, indexOfFiles, trace } from './lineageHarness';

/* One small sample for each way of making a column that docs/lineage.md lists; the answers are read off the code by hand. `*`: not made here, `?`: cannot be followed. */

interface Sample {
  readonly column: string;
  readonly code: string;
  readonly edges: readonly string[];
}

const samples: Readonly<Record<string, Sample>> = {
  'an assignment': { column: 'ratio', code: 'df["ratio"] = df["debt"] / df["income"]', edges: ['debt* > ratio compute', 'income* > ratio compute'] },
  'a rename': { column: 'age', code: 'df = df.rename(columns={"AGE_YEARS": "age"})', edges: ['AGE_YEARS* > age rename'] },
  'a helper': { column: 'speed', code: 'def per(a, b):\n    return a / b\n\ndef build(df):\n    df["speed"] = per(df["km"], df["hours"])\n    return df', edges: ['hours* > per compute', 'km* > per compute', 'per > speed call'] },
  'SQL in a string': { column: 'spend', code: 'spend = spark.sql("SELECT price * amount AS spend FROM sales WHERE region = 1")', edges: ['amount* > spend sql', 'price* > spend sql', 'region* > spend filter'] },
  'polars': {
    column: 'margin',
    code: 'import polars as pl\n\ndef build(df: pl.DataFrame) -> pl.DataFrame:\n    return df.with_columns(margin=pl.col("price") - pl.col("cost")).with_columns(pl.col("margin").clip(0))',
    edges: ['cost* > margin compute', 'price* > margin compute'],
  },
  'PySpark': {
    column: 'pickup_hour',
    code: 'from pyspark.sql import functions as F\n\ndef build(df, column):\n    moment = F.col(column)\n    return df.withColumn(f"{column}_day", F.dayofmonth(moment)).withColumn(f"{column}_hour", F.hour(moment))',
    edges: ['moment > pickup_hour compute', 'pickup* > moment copy'],
  },
  'a window of polars': {
    column: 'mean_amount',
    code: 'import polars as pl\n\ndef build(df: pl.LazyFrame) -> pl.LazyFrame:\n    return df.with_columns(pl.col("amount").mean().over("customer").alias("mean_amount"))',
    edges: ['amount* > mean_amount compute', 'customer* > mean_amount join'],
  },
  'a name with computed parts, its part unknown': { column: 'signup_month', code: 'def dates(df, columns):\n    for column in columns:\n        df[f"{column}_month"] = df[column].dt.month\n    return df', edges: ['signup* > signup_month compute'] },
  'the same as a sum of texts, through a variable': {
    column: 'income_lag_3',
    code: 'def lags(df, column, ns):\n    for n in ns:\n        name = column + "_lag_" + str(n)\n        df[name] = df[column].shift(n)\n    return df',
    edges: ['income* > income_lag_3 compute'],
  },
  'the same with format, and a written list': { column: 'log_price', code: 'for c in ["price", "tax"]:\n    df["log_{}".format(c)] = np.log(df[c])', edges: ['price* > log_price compute'] },
  'columns of levels': { column: 'country_US', code: 'import pandas as pd\n\ndef build(data):\n    return pd.get_dummies(data["country"], prefix="country")', edges: ['country* > country_US compute'] },
  'parts of a time index are no columns': { column: 'month_sine', code: 'import numpy as np\n\ndef build(data):\n    data["month_sine"] = np.sin(2 * np.pi * data.index.month / 12)\n    return data', edges: ['data.index? > month_sine compute'] },
  'an index that is a parameter': { column: 'quarter', code: 'def build(df, idx: pd.DatetimeIndex):\n    df["quarter"] = idx.quarter', edges: ['idx? > quarter copy'] },
  'keys of constants are no columns': {
    column: 'power',
    code: 'def build(data):\n    turbine = {"steepness": 0.6, "rated": 1.0}\n    data["power"] = turbine["rated"] / (1 + np.exp(-turbine["steepness"] * data["wind"]))\n    return data',
    edges: ['turbine[rated] > power compute', 'turbine[steepness] > power compute', 'wind* > power compute'],
  },
  'attributes of objects of a library are no columns': { column: 'stem', code: 'from pathlib import Path\n\ndef build(files):\n    files["stem"] = files["FILENAME"].apply(lambda f: f"{Path(f).stem}.parquet")\n    return files', edges: ['FILENAME* > stem compute'] },
  'a choice among fixed values': {
    column: 'grade',
    code: 'def grade_of(pd):\n    for limit, grade in [(0.1, "A"), (0.5, "B")]:\n        if pd < limit:\n            return grade\n    return "C"\n\ndef build(out):\n    out["grade"] = out["pd"].apply(grade_of)\n    return out',
    edges: ['grade_of > grade call', 'pd* > grade_of compute'],
  },
  'a FunctionTransformer of scikit-learn, by the function it is given': {
    column: 'debt_ratio',
    code: 'from sklearn.preprocessing import FunctionTransformer\n\ndef add_ratio(X):\n    X = X.copy()\n    X["debt_ratio"] = X["debt"] / X["income"]\n    return X\n\nsteps = FunctionTransformer(add_ratio)',
    edges: ['debt* > debt_ratio compute', 'income* > debt_ratio compute'],
  },
  'a transformer class of scikit-learn': {
    column: 'rooms_per_household',
    code: 'class AddRooms(BaseEstimator, TransformerMixin):\n    def fit(self, X, y=None):\n        return self\n\n    def transform(self, X):\n        return X.assign(rooms_per_household=X["rooms"] / X["households"])',
    edges: ['households* > rooms_per_household compute', 'rooms* > rooms_per_household compute'],
  },
  'an on-demand view of Feast': {
    column: 'conv_rate_plus_val',
    code: 'from feast.on_demand_feature_view import on_demand_feature_view\n\n@on_demand_feature_view(sources=[driver_view, request], schema=[Field(name="conv_rate_plus_val", dtype=Float64)])\ndef transformed(inputs: pd.DataFrame) -> pd.DataFrame:\n    df = pd.DataFrame()\n    df["conv_rate_plus_val"] = inputs["conv_rate"] + inputs["val_to_add"]\n    return df',
    edges: ['conv_rate* > conv_rate_plus_val compute', 'val_to_add* > conv_rate_plus_val compute'],
  },
};

describe('each way of making a column', () => {
  test.each(Object.entries(samples))('%s', { timeout: 30_000 }, async (_, { column, code, edges }) => {
    const lineage = await trace(await indexOfFiles({ 'features.py': `${code}\n` }), column);
    expect({ edges: edgesOf(lineage), reason: lineage.reason }).toEqual({ edges, reason: null });
  });

  test('a name whose fixed parts do not fit, and one whose parts are known and others, are not taken', { timeout: 30_000 }, async () => {
    const index = await indexOfFiles({ 'features.py': 'def build(df):\n    for c in ["price", "tax"]:\n        df[f"{c}_month"] = df[c].dt.month\n' });
    expect((await trace(index, 'signup_month')).root).toBeNull();
    expect((await trace(index, 'price_monthly')).root).toBeNull();
    expect(edgesOf(await trace(index, 'tax_month'))).toEqual(['tax* > tax_month compute']);
  });

  test('what is not followed says so: the names that scikit-learn gives, files of dbt', { timeout: 30_000 }, async () => {
    const index = await indexOfFiles({
      'pipeline.py': 'from sklearn.compose import ColumnTransformer\n\npre = ColumnTransformer([("num", StandardScaler(), ["income"]), ("cat", OneHotEncoder(), ["city"])])\n',
      'models/spend.sql': 'select price * amount as spend from {{ ref("sales") }}\n',
    });
    for (const column of ['cat__city_Paris', 'spend']) {
      const lineage = await trace(index, column);
      expect([column, lineage.root, lineage.nodes.length]).toEqual([column, null, 0]);
      expect(lineage.reason).toMatch(/^no line of the indexed code names it$|it comes from outside$/);
    }
  });
});
