"""Publishes events to the gateway, which holds them to the document, signs and delivers them."""

import json
import os
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


def publish(event: str, tenant: str, body: dict) -> dict:
    gateway = os.environ.get("HOOKWRIGHT_URL", "http://localhost:8000")
    url = f"{gateway}/events/{quote(event, safe='')}?{urlencode({'tenant': tenant})}"
    headers = {"authorization": f"Bearer {os.environ['HOOKWRIGHT_KEY']}", "content-type": "application/json"}
    with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=10) as answer:
        return json.load(answer)


if __name__ == "__main__":
    new = {"username": "ada", "monthly_fee": 9.5, "start_date": "2026-11-23T12:00:00Z"}
    print(json.dumps(publish("new-subscription", "acme", new)))
