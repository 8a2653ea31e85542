"""The program of FastAPI's page "OpenAPI Webhooks": it declares a webhook, and sends none."""

from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Subscription(BaseModel):
    username: str
    monthly_fee: float
    start_date: datetime


@app.webhooks.post("new-subscription")
def new_subscription(body: Subscription):
    """
    Sent when somebody subscribes, to every URL that is registered for the event `new-subscription`.
    """


@app.get("/users/")
def read_users():
    return ["Rick", "Morty"]
