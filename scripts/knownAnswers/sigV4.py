"""Known answers for requests signed with AWS Signature Version 4: headers that botocore makes, for requests as they go to Amazon Managed Prometheus.

    python scripts/knownAnswers/sigV4.py SUITE > test/fixtures/knownAnswers/sigV4.json

SUITE: folder of AWS's own Signature Version 4 test suite, as botocore's source package has it (tests/unit/auth/aws4_testsuite): those of its cases that a URL and
single headers can say are taken with the signature that AWS publishes. Needs botocore; its version is written into the file. The script fails where botocore does
not agree with AWS's two best known examples (get-vanilla, and IAM ListUsers of the documentation).
"""

import datetime
import json
import random
import string
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

rng = random.Random(20261124)
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def signed(method, url, headers, body, at, region, service, token=None, key=KEY, secret=SECRET):
    # botocore takes the time of signing from here.
    botocore.auth.get_current_datetime = lambda **_: at.replace(tzinfo=None)
    request = AWSRequest(method=method, url=url, headers=headers, data=body)
    botocore.auth.SigV4Auth(Credentials(key, secret, token), service, region).add_auth(request)
    return {
        "method": method, "url": url, "headers": headers, "body": body, "time": at.isoformat().replace("+00:00", "Z"), "region": region, "service": service,
        "keys": {"accessKeyId": key, "secretAccessKey": secret, **({} if token is None else {"sessionToken": token})},
        "signed": {name.lower(): value for name, value in request.headers.items() if name.lower() in ("authorization", "x-amz-date", "x-amz-security-token")},
    }


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


cases = []
vanilla = signed("GET", "https://example.amazonaws.com/", {}, "", at("2015-08-30T12:36:00"), "us-east-1", "service")
assert vanilla["signed"]["authorization"].endswith("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"), vanilla
users = signed("GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, "", at("2015-08-30T12:36:00"), "us-east-1", "iam")
assert users["signed"]["authorization"].endswith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"), users
cases += [vanilla, users]

host = "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1a2b3c4d-0000-1111-2222-333344445555"
form = {"Content-Type": "application/x-www-form-urlencoded"}
paths = ["/api/v1/query?query=vector%281%29&time=1700000000", "/api/v1/label/__name__/values?limit=20001&start=1&end=2", "/api/v1/metadata?limit=20000&limit_per_metric=1", "/api/v1/status/buildinfo"]
moment = at("2026-11-24T20:00:05")
for path in paths:
    cases.append(signed("GET", host + path, {}, "", moment, "eu-central-1", "aps"))
    cases.append(signed("GET", host + path, {}, "", moment, "eu-central-1", "aps", token="IQoJb3JpZ2luX2VjE//+=token"))
cases.append(signed("POST", host + "/api/v1/query_range", form, "query=sum%28increase%28a_total%5B60s%5D%29%29&start=1&end=2&step=60", moment, "eu-central-1", "aps"))
# Names twice, out of order, empty, with every reserved character, and what is not ASCII, as URL and URLSearchParams write them.
for _ in range(20):
    alphabet = string.ascii_letters + string.digits + "-._~!$'()*,;:@/?[]{}|\\^`\"<>= +&%éß中\t"
    pairs = [("".join(rng.choices(alphabet, k=rng.randrange(1, 6))), "".join(rng.choices(alphabet, k=rng.randrange(0, 12)))) for _ in range(rng.randrange(1, 5))]
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    cases.append(signed("GET", f"{host}/api/v1/series?{query}", {}, "", moment, "eu-central-1", "aps"))
for name in ("a b", "caf%C3%A9", "x~y-z._", "a%2Fb", "q:w@e"):
    cases.append(signed("GET", f"{host}/api/v1/label/{name.replace(' ', '%20')}/values", {}, "", moment, "eu-central-1", "aps"))
cases.append(signed("GET", "https://127.0.0.1:8443/workspaces/ws-1/api/v1/query?query=up", {}, "", moment, "us-west-2", "aps"))

suite = []
for file in sorted(Path(sys.argv[1]).glob("**/*.req")):
    head, _, body = file.read_bytes().decode().replace("\r\n", "\n").partition("\n\n")
    first, *lines = head.split("\n")
    method, path, _ = first.split(" ") if first.count(" ") == 2 else ("", "", "")
    names = [line.partition(":")[0].lower() for line in lines]
    plain = method != "" and path.isascii() and "//" not in path and "/." not in path and len(set(names)) == len(names) and all(":" in line for line in lines)
    if not plain:
        continue
    headers = dict((line.partition(":")[0], line.partition(":")[2]) for line in lines)
    headers.pop("X-Amz-Security-Token", None)
    sent = dict(line.split(":", 1) for line in file.with_suffix(".sreq").read_text().splitlines()[1:] if ":" in line)
    token = sent.get("X-Amz-Security-Token") if "x-amz-security-token" in file.with_suffix(".authz").read_text() else None
    suite.append({"name": file.stem, "method": method, "url": "https://example.amazonaws.com" + path, "headers": {k: v for k, v in headers.items() if k.lower() not in ("host", "x-amz-date")}, "body": body, "time": "2015-08-30T12:36:00Z",
                  "region": "us-east-1", "service": "service", "keys": {"accessKeyId": KEY, "secretAccessKey": SECRET, **({} if token is None else {"sessionToken": token})}, "signed": {"authorization": file.with_suffix(".authz").read_text().strip()}})
cases += suite

print(json.dumps({"versions": {"botocore": version("botocore"), "AWS test suite": "2019"}, "cases": cases}, indent=None, separators=(",", ":")))
