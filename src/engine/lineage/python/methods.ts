import type { FunctionStmt } from './ast';
import { pathOf } from './names';

/** Whether the first parameter of a function in a class is the object. */
export function bindsSelf(fn: FunctionStmt): boolean {
  return fn.params.length > 0 && !fn.decorators.some((each) => pathOf(each) === 'staticmethod');
}

/** Attributes of a column or frame that are the values again, in another form. */
export const views = /^(?:loc|iloc|at|iat|values|T|array|index|dt|str|cat|columns|shape|size|name|list|struct|arr|sparse|real|flat|ndim|dtypes|dtype|empty)$/;

/** Attributes under which pandas and polars keep functions for one type of values. */
export const accessors = /^(?:dt|str|cat|list|struct|arr)$/;

/** Functions that run a function over rows, values or groups of what they are called on. */
export const appliers = /^(?:apply|map|applymap|transform|agg|aggregate|pipe|map_elements|map_batches|map_rows|map_partitions|mapInPandas|applyInPandas|apply_batch|progress_apply|parallel_apply|assign)$/;

/** Calls of which only the size of their arguments matters, or nothing. */
export const sizes = /^(?:zeros|ones|empty|full_like|zeros_like|ones_like|empty_like|len|range|isinstance|print|type|id|Timedelta|timedelta|Schema)$/;

/** Calls that bring data from outside: files, tables, services. */
export const readers = /^(?:read_\w+|scan_\w+|load|loads|load_\w+|fetch|fetch\w+|get_historical_features|get_online_features|table|open|urlopen|download\w*|parquet|csv|fetchall|fetchone)$/;

/** Calls that put rows into groups, and what of the groups depends on their keys alone. */
export const groupers = /^(?:groupby|group_by|groupBy)$/;
export const groupKeys = /^(?:indices|groups|ngroups|size|ngroup|cumcount|len)$/;
