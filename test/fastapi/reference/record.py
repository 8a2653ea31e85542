"""Sends every case of cases.json to the FastAPI app and writes what it answers to recorded.json.

    python3 -m venv /tmp/fastapi && /tmp/fastapi/bin/pip install fastapi httpx python-multipart
    /tmp/fastapi/bin/python test/fastapi/reference/record.py && npx oxfmt test/fastapi/recorded.json
"""

import json
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import fastapi
from app import app
from fastapi.testclient import TestClient

folder = Path(__file__).parent.parent
client = TestClient(app, follow_redirects=False)


def sent(case):
    request = {"headers": [tuple(header) for header in case.get("headers", [])]}
    if "json" in case:
        request["headers"].append(("content-type", "application/json"))
        request["content"] = json.dumps(case["json"])
    if "text" in case:
        request["content"] = case["text"]
    if "form" in case:
        request["headers"].append(("content-type", "application/x-www-form-urlencoded"))
        request["content"] = urlencode([tuple(field) for field in case["form"]])
    if "parts" in case:
        request["files"] = [part_of(part) for part in case["parts"]]
    return client.request(case["method"], case["path"], **request)


def part_of(part):
    if "filename" in part:
        return part["name"], (part["filename"], part["text"], "text/plain")
    return part["name"], (None, part["text"])


def recorded(case):
    response = sent(case)
    answer = {"status": response.status_code}
    if "location" in response.headers:
        to = urlsplit(response.headers["location"])
        answer["location"] = to.path + ("?" + to.query if to.query else "")
    elif response.status_code == 405:
        answer["allow"] = response.headers["allow"]
    elif response.status_code == 422:
        answer["errors"] = [{"loc": error["loc"], "type": error["type"]} for error in response.json()["detail"]]
    elif response.is_success and response.content:
        answer["body"] = response.json()
    return answer


cases = json.loads((folder / "cases.json").read_text())
answers = {case["name"]: recorded(case) for case in cases}
if len(answers) < len(cases):
    raise SystemExit("Two cases have the same name")
recording = {"fastapi": fastapi.__version__, "answers": answers}
(folder / "recorded.json").write_text(json.dumps(recording, indent=2) + "\n")
print(f"{len(cases)} cases")
