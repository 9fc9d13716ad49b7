import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CodeIndex } from '../../../src/engine/code/codeIndex';
import { best, fixtureFolder, indexOf, newIndex } from './pythonIndex';

describe('odd files', () => {
  let index: CodeIndex;
  beforeAll(async () => {
    index = await newIndex();
    await index.build([join(fixtureFolder, 'odd')]);
  });

  test.each([
    ['größe', 'latin.py', 3, 5],
    ['bom_feature', 'bom_crlf.py', 4, 9],
    ['wide_feature', 'utf16.py', 1, 5],
    ['after_bad_bytes', 'badbytes.py', 2, 5],
    ['py2_feature', 'python2.py', 6, 13],
    ['py2_after', 'python2.py', 9, 9],
    ['before_error', 'unfinished.py', 2, 9],
    ['petal length (cm)', 'names.py', 7, 9],
    ['quote "inside"', 'names.py', 8, 9],
    ["it's", 'names.py', 9, 9],
    ['<img src=x onerror=alert(1)>', 'names.py', 10, 9],
    ['tab\there', 'names.py', 11, 9],
    ['温度', 'names.py', 13, 9],
    // Columns count UTF-16 units, as the editor does: the emoji before is two.
    ['after_emoji', 'names.py', 14, 41],
    ['geo_hash', 'names.py', 15, 10],
    ['glued_plan', 'names.py', 17, 9],
    ['agg_city_mean', 'names.py', 16, 10],
    ['chained', 'names.py', 21, 13],
    ['chained_too', 'names.py', 21, 33],
    ['on_its_own_line', 'names.py', 24, 10],
    ['masked', 'names.py', 26, 34],
    ['annotated', 'names.py', 28, 9],
    ['renamed_b', 'names.py', 30, 33],
    ['dict_expr', 'names.py', 31, 32],
    ['lag_2', 'names.py', 31, 58],
  ])('%s is defined at %s:%i:%i', (column, file, line, start) => {
    const place = best(index, column);
    expect([place?.file, place?.line, place?.column, place?.kind]).toEqual([file, line, start, 'definition']);
  });

  test.each(['implicit', 'cond', 'mask_only', 'deleted'])('%s, a part of an expression or only read, is no definition', (column) => {
    expect(best(index, column)?.kind).toBe('use');
  });

  test('files that cannot be indexed are listed with the reason, half-readable ones too, and the rest is there', () => {
    const summary = index.summary();
    expect(summary.failed.map(({ file }) => file)).toEqual(['binary.py', 'broken.ipynb']);
    expect(summary.failed[0]?.reason).toBe('binary data, not text');
    expect(summary.failed[1]?.reason).toMatch(/^not a readable notebook: /);
    expect(summary.partial.map(({ file }) => file)).toEqual(['unfinished.py']);
    expect(summary.files).toBe(7);
  });
});

describe('constructs', () => {
  const cases: readonly (readonly [name: string, code: string, column: string, at: string | null])[] = [
    ['a cast is not the origin', 'df["x"] = df["x"].astype(int)\ndf["x"] = a / b\ndf["x"] = df["x"].fillna(0)', 'x', '2 column-assignment'],
    ['the value through a variable', 'def f(r):\n    v = r.a\n    v = v * 2\n    out = {}\n    out["score_x"] = v\n    return out', 'score_x', '3 variable-assignment'],
    ['not through a variable of another function', 'def g():\n    v = h() + 1\ndef f(v):\n    out["score_x"] = v', 'score_x', '4 column-assignment'],
    ['spark label', 'q = select((t.a * 2).label("doubled"))', 'doubled', '1 with-columns-alias'],
    ['dict splat in assign', 'df.assign(**{"odd name": df.a + 1})', 'odd name', '1 assign-keyword'],
    ['named aggregation', 'g.agg(total_spend=("amount", "sum"))', 'total_spend', '1 with-columns-keyword'],
    ['aggregated source is a listing', 'g.agg({"amount": "sum"})', 'amount', '1 dict-key'],
    ['series name', 's = pd.Series(values, name="ratio")', 'ratio', '1 frame-column'],
    ['series rename', 's = (df.a / df.b).rename("ratio")', 'ratio', '1 rename'],
    ['setattr', 'setattr(row, "ratio", a / b)', 'ratio', '1 attribute-assignment'],
    ['class constant', 'class Cols:\n    RATIO = "ratio"\ndf[Cols.RATIO] = a / b', 'ratio', '3 column-assignment'],
    ['sqlalchemy', 'class T(Base):\n    ratio = Column(Float)', 'ratio', '2 schema-field'],
    ['attrs', '@attr.define\nclass T:\n    ratio: float', 'ratio', '3 dataclass-field'],
    ['plain annotated class', 'class T(Inputs):\n    ratio: float', 'ratio', '2 schema-field'],
    ['camel case function', 'def computeRatio(a, b):\n    return a / b', 'ratio', '1 function'],
    ['method', 'class T:\n    def get_ratio(self):\n        return 1', 'ratio', '2 function'],
    ['sql in a call', 'con.execute("select a/b as ratio from t")', 'ratio', '1 sql-alias'],
    ['no sql in prose', 'def f():\n    """Select rows from the table as ratio."""\n    return 1', 'ratio', null],
    ['no cte', 'q = "with ratio as (select a from t) select * from ratio"', 'ratio', null],
    ['no table alias', 'q = "select a from t as ratio"', 'ratio', null],
    ['docstring is no use', '"""ratio"""\nx = 1', 'ratio', '1 string'],
    ['enum members are no fields', 'class T(Enum):\n    ratio: int = 1', 'ratio', null],
    ['class variables are no fields', 'class T(BaseModel):\n    ratio: ClassVar[int] = 1', 'ratio', null],
    ['list of columns read', 'X = df[["ratio"]]', 'ratio', '1 list-item'],
    ['dropped', 'df = df.drop(columns=["ratio"])', 'ratio', '1 string'],
    ['attribute read', 'y = row.ratio + 1', 'ratio', '1 attribute'],
    ['module attribute is no column', 'import shapes\ny = shapes.ratio + 1', 'ratio', null],
    ['method call is no column', 'y = row.ratio()', 'ratio', null],
    ['get', 'y = row.get("ratio", 0)', 'ratio', '1 subscript'],
    ['walrus and lambda stay quiet', 'f = lambda d: (ratio := d)', 'ratio', null],
    ['constructor option', 'm = Model(max_ratio=settings.max_ratio)', 'max_ratio', '1 attribute'],
    ['template too short to tell', 'df[f"{a}_{b}"] = c + d', 'anything_at', null],
    ['empty file', '', 'ratio', null],
  ];

  test.each(cases)('%s', async (_, code, column, at) => {
    const place = best(await indexOf(code), column);
    expect(place === undefined ? null : `${place.line} ${place.how}`).toBe(at);
  });

  test('a name in a constant of another module, by every way to import it', async () => {
    const root = '/project';
    for (const [imports, use] of [
      ['from .columns import RATIO', 'RATIO'],
      ['from pkg.columns import RATIO as R', 'R'],
      ['import pkg.columns as c', 'c.RATIO'],
      ['import pkg.columns', 'pkg.columns.RATIO'],
      ['from . import columns', 'columns.RATIO'],
      ['from .columns import *', 'RATIO'],
      ['from pkg import (\n    columns as cols,  # names\n)', 'cols.RATIO'],
    ] as const) {
      const index = await newIndex();
      await index.build([root]);
      await index.update(root, 'pkg/columns.py', 'RATIO = "ratio"\n');
      await index.update(root, 'pkg/build.py', `${imports}\ndf[${use}] = a / b\n`);
      expect(best(index, 'ratio')?.file, imports).toBe('pkg/build.py');
    }
  });

  test('a constant of that name in an unrelated module does not count', async () => {
    const index = await newIndex();
    await index.build(['/project']);
    await index.update('/project', 'other/names.py', 'RATIO = "ratio"\n');
    await index.update('/project', 'pkg/build.py', 'from pkg.columns import RATIO\ndf[RATIO] = a / b\n');
    expect(best(index, 'ratio')?.file).toBe('other/names.py');
    expect(best(index, 'ratio')?.how).toBe('constant');
  });

  test('ten thousand nested brackets and a line of a megabyte neither throw nor take long', async () => {
    const deep = await indexOf(`${'['.repeat(10_000)}\ndf["after_deep"] = a + b\n`);
    expect(deep.summary().files).toBe(1);
    const wide = await indexOf(`x = "${'a'.repeat(1_000_000)}"\ndf["after_wide"] = a + b\n`);
    expect(best(wide, 'after_wide')?.line).toBe(2);
    expect(best(wide, 'after_wide')?.text).toBe('df["after_wide"] = a + b');
  });
});
