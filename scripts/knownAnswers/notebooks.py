"""Executes notebooks that `model-vitals notebook` wrote, in a real kernel, and tells how many figures were checked.

    python scripts/knownAnswers/notebooks.py NOTEBOOK.ipynb [...] [--json]

Each notebook is validated (nbformat) and run in its own folder from the first cell to the last by nbclient. Every figure of the comparison
stands in it beside its recomputation by pandas, numpy, scipy and scikit-learn; a cell raises where they differ. Exit code 1 if any cell does.

Needs: nbformat, nbclient, ipykernel, pandas, numpy, scipy, scikit-learn, pyarrow.
"""
import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def run(path):
    book = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    problem = None
    try:
        NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        problem = f"{error.ename}: {error.evalue}"
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs if output.output_type == "stream"]
    lines = "".join(output.text for output in outputs if output.name == "stdout").splitlines()
    said = [line for line in "".join(output.text for output in outputs if output.name == "stderr").splitlines() if "Warning" in line]
    return {"notebook": path.name, "version": f"{book.nbformat}.{book.nbformat_minor}", "agree": sum(line.startswith("ok ") for line in lines), "shown": sum(line.startswith("    ") for line in lines), "warnings": said, "problem": problem, "lines": lines}


def main():
    answers = [run(Path(path).resolve()) for path in sys.argv[1:] if path != "--json"]
    if "--json" in sys.argv:
        print(json.dumps(answers))
    else:
        for one in answers:
            print(f"{one['notebook']} (nbformat {one['version']}): {one['agree']} figures agree, {one['shown']} shown without a check{'' if one['problem'] is None else ', FAILED: ' + one['problem']}")
            for line in one["warnings"]:
                print("  warns:", line)
    return 1 if any(one["problem"] for one in answers) else 0


if __name__ == "__main__":
    sys.exit(main())
