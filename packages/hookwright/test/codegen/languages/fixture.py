"""What a user of shop.py writes: each handler tells what it got, and /told hands that out."""

import os

import shop
from fastapi import FastAPI

SECRETS = os.environ["SECRETS"].split(" ")


told = []


def tell(**what):
    told.append(what)


webhooks = shop.Receiver(SECRETS)


@webhooks.on_order_paid
async def order_paid(event: shop.Event[shop.OrderPaid]) -> None:
    order = event.body.data
    tell(
        event=event.type,
        id=event.id,
        method=order.payment.method if isinstance(order.payment, shop.Card) else "none",
        last4=getattr(order.payment, "last4", ""),
        skus=[line.sku for line in order.lines],
        year=getattr(order.placed_at, "year", 0),
        child=order.category.children[0].name,
        klass=order.class_ or "",
        bytes=len(event.raw_body),
    )
    if order.note == "gone":
        raise shop.Gone()
    if order.note == "later":
        raise shop.TryLater(30)
    if order.note == "fail":
        raise RuntimeError("the handler failed")


@webhooks.on_stock_check
def stock_check(event: shop.Event[shop.StockCheck]) -> shop.StockCheckAnswer:
    return shop.StockCheckAnswer(in_stock=event.body.sku == "a")


app = FastAPI()
app.include_router(webhooks.router)


@app.post("/told")
def take_told():
    taken = told[:]
    told.clear()
    return taken


for moment in os.environ["MOMENTS"].split(" "):
    old = shop.Receiver(SECRETS, path=f"/at/{moment}", now=lambda moment=moment: float(moment))

    @old.fallback
    async def tell_other(event: shop.Event) -> None:
        tell(event=event.type or "", id=event.id, body=event.body)

    app.include_router(old.router)
