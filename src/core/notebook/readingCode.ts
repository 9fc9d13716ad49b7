import type { FileFormat } from '../domain/source';

/* The Python that reads a log's files as rows, by pandas, in the way that the engine does (src/engine/log). */

const shared = String.raw`def unpacked(path, is_gzip):
    """The bytes of a file; of a cut gzip stream, what comes before the cut."""
    raw = (ROOT / path).read_bytes()
    if not is_gzip:
        return raw
    pieces = []
    while raw:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            pieces.append(member.decompress(raw))
        except zlib.error:
            break
        raw = member.unused_data
    return b"".join(pieces)


def frame_of(columns, rows):
    """One column of objects for each name that is needed; what a file does not have is None."""
    return pd.DataFrame({name: pd.Series(columns.get(name, [None] * rows), dtype=object) for name in NEEDED}, index=range(rows))`;

const json = String.raw`JSON_NAMES = {}


def json_name(path):
    """Nested keys are joined by dots; a second key of the same name gets a number."""
    if path not in JSON_NAMES:
        base = name = ".".join(path)
        taken, n = set(JSON_NAMES.values()), 2
        while name in taken:
            name, n = f"{base}_{n}", n + 1
        JSON_NAMES[path] = name
    return JSON_NAMES[path]


def leaves(value, path=()):
    for key, one in value.items():
        if isinstance(one, dict) and one:
            yield from leaves(one, (*path, key))
        else:
            yield json_name((*path, key)), one


def frame_of_objects(objects):
    columns = {name: [] for name in NEEDED}
    for row in objects:
        found = dict(leaves(row))
        for name, values in columns.items():
            one = found.get(name)
            values.append(None if one == "" else one)
    return frame_of(columns, len(objects))


def read_jsonl(path, is_gzip):
    objects = []
    for line in unpacked(path, is_gzip).split(b"\n"):
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except ValueError:
            continue
        if isinstance(row, dict):
            objects.append(row)
    return frame_of_objects(objects)


def read_json(path, is_gzip):
    """A list of objects, an object that holds such a list, or objects one after the other."""
    text, objects, at = unpacked(path, is_gzip).decode("utf-8-sig"), [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, at = json.JSONDecoder().raw_decode(text, at)
        lists = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)] if isinstance(value, dict) else []
        objects += value if isinstance(value, list) else lists[0] if lists else [value]
    return frame_of_objects([row for row in objects if isinstance(row, dict)])`;

const table = String.raw`MISSING = {"", "NA", "N/A", "n/a", "#N/A", "<NA>", "null", "NULL", "None"}


def read_table(path, is_gzip):
    text = unpacked(path, is_gzip).decode("utf-8-sig", errors="replace")
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;|", key=head.count)
    csv.field_size_limit(2**31 - 1)
    records = [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if record]
    first = records[0] if records else []
    has_header = any(field in COLUMNS for field in first)
    names = []
    for at, field in enumerate(first):
        base = name = (field if has_header else "") or f"column{at + 1}"
        n = 2
        while name in names:
            name, n = f"{base}_{n}", n + 1
        names.append(name)
    rows = [record for record in records[1 if has_header else 0 :] if len(record) == len(names)]
    columns = {name: [None if row[at] in MISSING else row[at] for row in rows] for at, name in enumerate(names) if name in NEEDED}
    return frame_of(columns, len(rows))`;

const parquet = String.raw`def read_parquet(path, is_gzip):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(ROOT / path)
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    frame = {}
    for name in NEEDED:
        if name not in table.column_names:
            frame[name] = pd.Series([None] * table.num_rows, dtype=object)
            continue
        column = table.column(name)
        values = column.to_pandas()
        if isinstance(values.dtype, pd.CategoricalDtype) or (column.null_count and not pd.api.types.is_datetime64_any_dtype(values.dtype)):
            values = values.astype(object).where(~column.is_null().to_pandas().to_numpy(dtype=bool), None)
        frame[name] = values
    return pd.DataFrame(frame)`;

const readers: Readonly<Record<Exclude<FileFormat, 'access'>, { readonly code: string; readonly call: string }>> = {
  jsonl: { code: json, call: 'read_jsonl' },
  json: { code: json, call: 'read_json' },
  csv: { code: table, call: 'read_table' },
  tsv: { code: table, call: 'read_table' },
  parquet: { code: parquet, call: 'read_parquet' },
};

export type ReadableFormat = keyof typeof readers;

/** Whether pandas can read files of a format without more code than a notebook should have. */
export function isReadable(format: FileFormat | null): format is ReadableFormat {
  return format !== null && format !== 'access';
}

/** The functions that these formats need, and a dictionary `READERS` of them. */
export function readingCode(formats: readonly ReadableFormat[]): string {
  const used = [...new Set(formats)];
  const parts = [...new Set(used.map((format) => readers[format].code))];
  return [shared, ...parts, `READERS = {${used.map((format) => `"${format}": ${readers[format].call}`).join(', ')}}`].join('\n\n\n');
}

/** What turns columns into numbers, levels and instants. */
export const columnCode = String.raw`def as_number(x):
    try:
        return None if x is None else float(x)
    except (TypeError, ValueError):
        return None


def numbers(column):
    """Values as float64, and which rows have none; NaN and infinities are values here, and counted apart."""
    if column.dtype != object and not isinstance(column.dtype, pd.StringDtype):
        return column.to_numpy(dtype="float64", na_value=np.nan), np.zeros(len(column), dtype=bool)
    read = [as_number(x) for x in column]
    return np.array([math.nan if x is None else x for x in read], dtype="float64"), np.array([x is None for x in read], dtype=bool)


def level(x, as_numbers=False):
    """One value as the name of a category: 1, 1.0 and (in a column of numbers) "1.0" are one."""
    if x is None or x is pd.NA or x is pd.NaT or x == "":
        return None
    if isinstance(x, (bool, np.bool_)):
        return "true" if x else "false"
    if as_numbers and isinstance(x, str):
        x = as_number(x)
    if isinstance(x, (float, np.floating)):
        return None if math.isnan(x) else str(int(x)) if math.isfinite(x) and float(x).is_integer() and abs(x) < 1e18 else repr(float(x))
    return x if isinstance(x, str) else str(x)


def levels(name):
    return np.array([level(x, name in NUMERIC) for x in log[name]], dtype=object)


def instants(column, encoding, zone):
    """Microseconds since 1970 UTC; the smallest int64 where there is no time."""
    none = np.iinfo("int64").min
    if encoding.startswith("epoch-"):
        scale = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}[encoding[6:]]
        if encoding == "epoch-ns" and all(isinstance(x, (int, np.integer)) for x in column):
            return np.array([int(x) // 1000 for x in column], dtype="int64")
        values, null = numbers(column)
        fine = np.isfinite(values) & ~null
        return np.array([int(math.floor(x * scale)) if ok else none for x, ok in zip(values, fine)], dtype="int64")
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        stamps = column if column.dt.tz is not None else column.dt.tz_localize(zone)
    else:
        text = column.map(lambda x: None if x is None else str(x).replace(",", ".")).astype("string")
        zoned = (text.str.contains(r"(?:Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)$") & (text.str.len() > 12)).fillna(False).to_numpy(dtype=bool)
        stamps = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us, UTC]")
        for rows, parse in ((zoned, lambda t, f: pd.to_datetime(t, errors="coerce", utc=True, format=f)), (~zoned, lambda t, f: pd.to_datetime(t, errors="coerce", format=f).dt.tz_localize(zone).dt.tz_convert("UTC"))):
            if rows.any():
                found = parse(text[rows], "ISO8601").dt.as_unit("us")
                stamps[rows] = found if found.notna().any() else parse(text[rows], "mixed").dt.as_unit("us")
    # A missing time is the smallest int64 in numpy, too.
    return stamps.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]").astype("int64")`;
