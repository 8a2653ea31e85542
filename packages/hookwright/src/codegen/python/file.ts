import { liftTypes } from '../lift.ts'
import type { Model } from '../model.ts'
import type { Validation } from '../writers.ts'
import { ModelWriter } from './models.ts'
import { receiverText } from './receiver.ts'
import { signatureText } from './signature.ts'
import { docstring } from './text.ts'
import { Annotations } from './types.ts'

/** Names that the file uses in another sense. */
export const reservedNames = [
  'Annotated',
  'Any',
  'APIRouter',
  'Answer',
  'Awaitable',
  'BaseModel',
  'Body',
  'Callable',
  'ConfigDict',
  'EVENTS',
  'Event',
  'EventType',
  'False',
  'Field',
  'Generic',
  'Gone',
  'HTTPException',
  'Handler',
  'Literal',
  'Mapping',
  'NamedTuple',
  'None',
  'Payload',
  'Receiver',
  'Request',
  'Response',
  'Sequence',
  'True',
  'TryLater',
  'TypeAdapter',
  'TypeAlias',
  'TypeVar',
  'UUID',
  'ValidationError',
  'ValidationInfo',
  'VerificationError',
  'Verified',
  'Verify',
] as const

/** The model as one Python file, for FastAPI and pydantic 2. It verifies signatures itself. */
export function writePython(given: Model, validation: Validation): string {
  const model = liftTypes(given, { reserved: reservedNames })
  const named = new Map(model.types.map((type) => [type.name, type]))
  const annotations = new Annotations(named)
  const models = new ModelWriter(named, annotations).text()
  const parts = [
    headText(model),
    payloadText(validation),
    models,
    receiverText(model, annotations, validation),
    signatureText,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function headText({ title, version }: Model): string {
  const of = `${title} ${version}`.trim().replaceAll(/\s+/g, ' ')
  const doc = docstring(
    '',
    `The webhooks of ${of}, as its OpenAPI document declares them.`,
    'Made by `hookwright generate`; changes by hand are lost when it is made anew. For Python 3.10, FastAPI and pydantic 2; public keys (`whpk_…`) need the package cryptography too.',
  )
  return `${doc}
# ruff: noqa
from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import inspect
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
`
}

function payloadText(validation: Validation): string {
  if (validation === 'strict') {
    return `class Payload(BaseModel):
    """What all bodies have in common: properties that are new are ignored."""

    model_config = ConfigDict(populate_by_name=True, protected_namespaces=())
`
  }
  return `class Payload(BaseModel):
    """What all bodies have in common: properties that are new are ignored.

    In events that differ from their schema, fields hold what was sent where it is not
    what they should hold, and None where nothing was sent.
    """

    model_config = ConfigDict(populate_by_name=True, protected_namespaces=())

    @model_validator(mode="wrap")
    @classmethod
    def _keep_what_differs(cls, value: Any, handler: Any, info: ValidationInfo) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if info.context is not _LENIENT or not isinstance(value, dict):
                raise
        fields = {}
        for name, field in cls.model_fields.items():
            key = field.alias or name
            if key in value:
                fields[name] = _validated(TypeAdapter(field.annotation), value[key])
        sent = set(fields)
        missing = {name: None for name in cls.model_fields if name not in sent}
        return cls.model_construct(_fields_set=sent, **fields, **missing)


_LENIENT = object()


def _validated(adapter: TypeAdapter[Any], value: Any) -> Any:
    """As far as it is what it should be; what is not stays as it was sent."""
    try:
        return adapter.validate_python(value)
    except ValidationError:
        pass
    try:
        return adapter.validate_python(value, context=_LENIENT)
    except ValidationError:
        return value
`
}
