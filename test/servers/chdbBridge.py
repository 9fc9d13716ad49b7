"""ClickHouse's engine behind its HTTP interface, for tests: `chdb` runs the statements in this process. Arguments: port, Parquet file."""
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlparse

from chdb.session import Session

port, parquet = int(sys.argv[1]), sys.argv[2]
session = Session()
session.query("CREATE DATABASE `shop floor`")
session.query("CREATE TABLE `shop floor`.`hostile.rows` ENGINE = Memory AS SELECT * FROM file('%s', 'Parquet')" % parquet)
# Types that only this engine has.
session.query("CREATE TABLE own (at DateTime('Europe/Berlin'), day Date32, word LowCardinality(Nullable(String)), kind Enum8('a' = 1, 'b' = 2), fixed FixedString(4), wide UInt64, pair Tuple(Int8, Int8), sum Decimal64(3), id UUID) ENGINE = Memory")
session.query("INSERT INTO own SELECT toDateTime('2024-03-30 20:00:00', 'UTC') + number * 31, toDate32('2024-03-30') + number % 4, if(number % 7 = 0, NULL, concat('w', toString(number % 5))), if(number % 3 = 0, 'a', 'b'), if(number % 2 = 0, 'xy', 'long'), 18446744073709551000 + number % 600, (1, 2), number / 8, generateUUIDv4() FROM numbers(5000)")


class Bridge(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = {name: values[0] for name, values in parse_qs(urlparse(self.path).query).items()}
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        code, answer = 0, b""
        try:
            session.query("USE `%s`" % asked["database"])
            answer = session.query(text, asked["default_format"]).bytes() or b""
        except Exception as error:  # The engine's errors come as texts: "Code: 60. DB::Exception: …".
            found = re.search(r"Code: (\d+)", str(error))
            code, answer = int(found.group(1)) if found else 1001, str(error).encode()
        self.send_response(200 if code == 0 else 404 if code in (60, 81) else 500)
        if code:
            self.send_header("x-clickhouse-exception-code", str(code))
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", port), Bridge).serve_forever()
