"""The FastAPI app that test/fastapi/app.ts declares once more in Hookwright. Each operation answers with what it read."""

from datetime import date
from enum import Enum, IntEnum
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Body, Cookie, FastAPI, File, Form, Header, Path, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Model(str, Enum):
    alexnet = "alexnet"
    resnet = "resnet"


class Level(IntEnum):
    low = 1
    high = 2


@app.get("/path/int/{value}")
def path_int(value: int):
    return {"value": value}


@app.get("/path/float/{value}")
def path_float(value: float):
    return {"value": value}


@app.get("/path/bool/{value}")
def path_bool(value: bool):
    return {"value": value}


@app.get("/path/uuid/{value}")
def path_uuid(value: UUID):
    return {"value": value}


@app.get("/path/date/{value}")
def path_date(value: date):
    return {"value": value}


@app.get("/path/enum/{value}")
def path_enum(value: Model):
    return {"value": value}


@app.get("/path/bounded/{value}")
def path_bounded(value: Annotated[int, Path(ge=1, le=10)]):
    return {"value": value}


@app.get("/path/code/{value}")
def path_code(value: Annotated[str, Path(pattern="^[A-Z]{3}$")]):
    return {"value": value}


@app.get("/path/pair/{left}/{right}")
def path_pair(left: int, right: int):
    return {"left": left, "right": right}


@app.get("/query/plain")
def query_plain(needy: str, skip: int = 0, limit: int | None = None, ratio: float = 0.5, short: bool = False):
    return {"needy": needy, "skip": skip, "limit": limit, "ratio": ratio, "short": short}


@app.get("/query/constrained")
def query_constrained(
    q: Annotated[str, Query(min_length=3, max_length=5)] = "usual",
    code: Annotated[str, Query(pattern="^[a-z]+$")] = "abc",
    page: Annotated[int, Query(gt=0, lt=100)] = 1,
    step: Annotated[int, Query(multiple_of=5)] = 5,
):
    return {"q": q, "code": code, "page": page, "step": step}


@app.get("/query/lists")
def query_lists(
    tag: Annotated[list[str], Query()] = [],
    id: Annotated[list[int], Query(max_length=3)] = [],
):
    return {"tag": tag, "id": id}


@app.get("/query/needed-list")
def query_needed_list(tag: Annotated[list[str], Query()]):
    return {"tag": tag}


@app.get("/query/alias")
def query_alias(item_query: Annotated[int, Query(alias="item-query")]):
    return {"item-query": item_query}


@app.get("/query/enums")
def query_enums(sort: Literal["asc", "desc"] = "asc", level: Level = Level.low):
    return {"sort": sort, "level": level}


class Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(gt=0, le=100)] = 100
    order_by: Literal["created", "updated"] = "created"


@app.get("/query/closed")
def query_closed(filter: Annotated[Filter, Query()]):
    return filter


@app.get("/headers")
def headers(
    x_token: Annotated[str, Header(min_length=3)],
    x_retry_count: Annotated[int, Header()] = 0,
):
    return {"x_token": x_token, "x_retry_count": x_retry_count}


@app.get("/headers/list")
def headers_list(x_tag: Annotated[list[str], Header()]):
    return {"x_tag": x_tag}


@app.get("/cookies")
def cookies(session: Annotated[str, Cookie()], visits: Annotated[int, Cookie(ge=0)] = 0):
    return {"session": session, "visits": visits}


class Address(BaseModel):
    city: str
    postcode: Annotated[str, Field(pattern="^[0-9]{5}$")]


class Customer(BaseModel):
    name: Annotated[str, Field(min_length=1)]
    address: Address


class Line(BaseModel):
    sku: str
    quantity: Annotated[int, Field(ge=1)]


class Order(BaseModel):
    id: int
    price: Annotated[float, Field(gt=0)]
    paid: bool = False
    note: str | None = None
    model: Model = Model.resnet
    customer: Customer
    lines: Annotated[list[Line], Field(min_length=1, max_length=2)]


@app.post("/body/order", status_code=201)
def body_order(order: Order):
    return order


@app.post("/body/list")
def body_list(lines: list[Line]):
    return lines


@app.post("/body/map")
def body_map(counts: dict[str, int]):
    return counts


@app.post("/body/number")
def body_number(importance: Annotated[int, Body()]):
    return importance


@app.post("/body/optional")
def body_optional(line: Line | None = None):
    return line


class Aliased(BaseModel):
    order_id: Annotated[int, Field(alias="orderId")]


@app.post("/body/aliased")
def body_aliased(aliased: Aliased):
    return aliased


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


@app.post("/body/closed")
def body_closed(closed: Closed):
    return closed


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    barks: bool


@app.post("/body/pet")
def body_pet(pet: Annotated[Cat | Dog, Field(discriminator="kind")]):
    return pet


@app.put("/body/all/{id}")
def body_all(id: int, line: Line, x_token: Annotated[str, Header()], q: Annotated[int, Query(ge=0)] = 0):
    return {"id": id, "q": q, "x_token": x_token, "line": line}


@app.post("/form")
def form(
    username: Annotated[str, Form(min_length=2)],
    age: Annotated[int, Form(ge=18)],
    newsletter: Annotated[bool, Form()] = False,
    tag: Annotated[list[str], Form()] = [],
):
    return {"username": username, "age": age, "newsletter": newsletter, "tag": tag}


async def seen(file: UploadFile):
    return {"name": file.filename, "text": (await file.read()).decode()}


@app.post("/files/one")
async def files_one(image: UploadFile, caption: Annotated[str, Form()]):
    return {"image": await seen(image), "caption": caption}


@app.post("/files/many")
async def files_many(pages: Annotated[list[UploadFile], File()]):
    return {"pages": [await seen(page) for page in pages]}


@app.get("/bare")
def bare():
    return {"path": "/bare"}


@app.post("/bare")
def add_bare(line: Line):
    return line


@app.get("/slashed/")
def slashed():
    return {"path": "/slashed/"}


@app.head("/heads")
def heads():
    return None
