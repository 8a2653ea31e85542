export { App } from './app.ts'
export type { AppOptions, Delivery } from './app.ts'
export { Router, WebhookRouter } from './router.ts'
export type { RouteHandler, RouteMethod, WebhookMethod } from './router.ts'
export type { IncludeOptions } from './declarations.ts'
export type {
  Awaitable,
  Context,
  Method,
  OperationOptions,
  PathParams,
  ResponseOptions,
  SecurityRequirement,
} from './operation.ts'
export type { Webhook } from './webhook.ts'
export type { InputOf, JsonSchema, JsonValue, OutputOf, Schema } from './schema/schema.ts'
export type { ValidationIssue } from './schema/validate.ts'
export type {
  ContactOptions,
  LicenseOptions,
  OpenApiDocument,
  ServerOptions,
  TagOptions,
} from './openapi/document.ts'

export type { DeliveryOptions } from './delivery/options.ts'
export type { RetentionOptions } from './delivery/retention.ts'
export type { NewReplay, Replays } from './delivery/replay.ts'
export type { AttemptReport } from './delivery/report.ts'
export type { LogEvent, LogFields, Logger } from './delivery/logger.ts'
export type { Outcome } from './delivery/outcome.ts'
export type { DeliveryState } from './delivery/state.ts'
export type { SendOptions, SendResult } from './delivery/send.ts'
export type { Authenticate, Caller } from './endpoints/access.ts'
export type { Endpoint, EndpointChange, EndpointState, Signing } from './endpoints/endpoint.ts'
export type {
  EndpointRegistry,
  EndpointWithSecret,
  NewEndpoint,
  RegisteredEndpoint,
} from './endpoints/registry.ts'

export type {
  Delivery as StoredDelivery,
  Migrated,
  MigrateOptions,
  Replay,
  ReplayKind,
  Store,
} from './store/store.ts'
export type { PostgresTransaction, SqliteTransaction, Transaction } from './store/transaction.ts'
export type { Clock } from './clock.ts'
export { HttpError } from './http/errors.ts'
export { HookwrightError } from './errors.ts'
export type { HookwrightErrorCode } from './errors.ts'
