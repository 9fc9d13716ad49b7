"""Recomputes a JSON report of `model-vitals report LOG --format json` from the raw log and prints every difference.

    python scripts/knownAnswers/reportCheck LOG [LOG ...] REPORT.json [--schema docs/report.schema.json] [--answers ANSWERS.json] [--verbose]

LOG is the file, the files or a folder that the report was made of (JSONL, JSON, CSV, TSV, Parquet; each also .gz). Only the
windows, the roles and the formatting choices (units, positive class) are taken from the report: rows are read here by pandas
and pyarrow, and every figure is computed here by numpy, scipy and scikit-learn from the definitions in the report's own
`method` texts. Exact figures must agree to 1e-9, binned ones within their stated bound. Exit code 1 on any difference.

Needs: numpy, scipy, scikit-learn, pandas, pyarrow; jsonschema for --schema.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn

from features import Features
from quality import Quality
from reading import read_log
from scores import Scores
from service import Service


class Checker(Service, Quality, Scores, Features):
    def nulls(self):
        """A figure without a value says why; a feature without an effect says why."""
        for finding in self.report["findings"]:
            for side in ("baseline", "current"):
                figure = finding[side]
                if figure["value"] is None and not figure.get("reason"):
                    self.say(f"{finding['id']}.{side}", None, "a reason")
                if figure["value"] is not None and figure["interval"] is None and not figure.get("reason") and finding["family"] != "confidence" and not finding["id"].endswith("distribution"):
                    self.say(f"{finding['id']}.{side}.interval", None, "an interval or a reason")
            if not finding["reason"]:
                self.say(f"{finding['id']}.reason", finding["reason"], "a reason")
        for feature in self.report["features"]:
            if feature["effect"]["value"] is None and not feature["notes"] and feature["verdict"] in ("moved", "stable"):
                self.say(f"{feature['feature']}.effect", None, "a note that says why there is no effect")
            if not feature["reason"]:
                self.say(f"{feature['feature']}.reason", feature["reason"], "a reason")

    def run(self):
        for part in (self.service, self.quality, self.business, self.features, self.nulls):
            part()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--schema")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--answers", help="write what was computed here to this file, for a test")
    parser.add_argument("--most", type=int, default=60)
    args = parser.parse_args()
    *logs, report_path = args.paths
    text = Path(report_path).read_text()
    report = json.loads(text, parse_constant=lambda x: sys.exit(f"the report holds {x}, which JSON has not"))
    checker = Checker(report, read_log(logs), args.verbose)
    checker.run()
    if args.schema:
        import jsonschema

        validator = jsonschema.Draft202012Validator(json.loads(Path(args.schema).read_text()))
        for error in list(validator.iter_errors(report))[:10]:
            checker.differences.append(f"schema: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    if args.answers:
        windows = {"axis": report["axis"], **{side: report[side]["slots"] for side in ("baseline", "current")}}
        versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "pandas": pd.__version__}
        answers = {"versions": versions, "windows": windows, **checker.answers}
        Path(args.answers).write_text(json.dumps(answers, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    print(f"{report_path}: {checker.checked} figures compared, {len(checker.differences)} differ, {len(checker.unchecked)} not compared (numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, pandas {pd.__version__})")
    for line in checker.differences[: args.most]:
        print("  DIFFERS", line)
    if args.verbose:
        for line in checker.unchecked:
            print("  not compared", line)
    return 1 if checker.differences else 0


if __name__ == "__main__":
    sys.exit(main())
