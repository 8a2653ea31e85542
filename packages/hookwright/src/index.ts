export { App } from './app.ts'
export type { AppOptions, Delivery } from './app.ts'
export { Router, WebhookRouter } from './router.ts'
export type {
  RouteHandler,
  RouteMethod,
  RouterOptions,
  WebhookMethod,
  WebhookRouterOptions,
} from './router.ts'
export type { FetchHandler, IncludeOptions, SharedOptions } from './declarations.ts'
export { CallbackRouter } from './callback-router.ts'
export type { CallbackMethod } from './callback-router.ts'
export type { Callback, CallbackSendOptions } from './callback/callback.ts'
export { CallbackUrlInvalid } from './callback/evaluate.ts'
export type { CallbackRequest, CallbackResponse } from './callback/evaluate.ts'
export type { Awaitable, Context, Method, OperationOptions, OperationTypes, PathParams } from './operation.ts'
export type { Reply, ReplyFunction, ResponseOptions } from './responses.ts'
export type { Example, Examples, OperationExamples } from './examples.ts'
export { file, fileList } from './content/file.ts'
export type { FileField, FileFields, FileOptions } from './content/file.ts'
export { json } from './content/json.ts'
export { text } from './content/text.ts'
export type { ContentOptions } from './content/text.ts'
export { bytes, byteStream } from './content/bytes.ts'
export type { Sendable } from './content/bytes.ts'
export { jsonLines } from './content/json-lines.ts'
export { eventStream } from './content/event-stream.ts'
export type { EventStreamOptions, ServerSentEvent } from './content/event-stream.ts'
export type { Items } from './content/stream.ts'
export { dependency } from './dependencies/dependency.ts'
export type {
  Dependencies,
  Dependency,
  DependencyContext,
  DependencyOptions,
  Replacement,
} from './dependencies/dependency.ts'
export { all, none } from './security/requirement.ts'
export type { Requirement, Security, SecurityRequirement } from './security/requirement.ts'
export { apiKey, basic, bearer, oauth2, openIdConnect } from './security/schemes.ts'
export type { BasicCredentials, OAuth2Flows } from './security/schemes.ts'
export type { Asked, SchemeOptions, SecurityScheme } from './security/scheme.ts'
export type { ReceivedBy, Webhook } from './webhook.ts'
export type {
  GivenOf,
  InputOf,
  JsonSchema,
  JsonValue,
  OutputOf,
  RawJsonSchema,
  Schema,
  StandardSchema,
} from './schema/schema.ts'
export { jsonSchema } from './schema/raw.ts'
export type { DocsLogo, DocsOAuth, DocsOptions, DocsTheme, DocsUi } from './docs/options.ts'
export type { ValidationIssue } from './schema/validate.ts'
export type { OpenApiDocument } from './openapi/document.ts'
export type {
  ContactOptions,
  ExternalDocsOptions,
  LicenseOptions,
  ServerOptions,
  TagOptions,
} from './openapi/info.ts'
export type { OpenApiVersion } from './openapi/version.ts'

export type { DeliveryOptions } from './delivery/options.ts'
export type { PortalOptions } from './portal/options.ts'
export type { PortalLinkOptions } from './portal/portal.ts'
export type { RetentionOptions } from './delivery/retention.ts'
export type { NewReplay, Replays } from './delivery/replay.ts'
export type { AttemptReport } from './delivery/report.ts'
export type { LogEvent, LogFields, Logger } from './delivery/logger.ts'
export type { Outcome } from './delivery/outcome.ts'
export type { DeliveryState } from './delivery/state.ts'
export type { SendOptions, SendResult } from './delivery/send.ts'
export type { DeliveryCallbacks } from './delivery/callbacks.ts'
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
export { toFetchHandler } from './http/prefix.ts'
export type { MountedOptions } from './http/prefix.ts'
export { HookwrightError } from './errors.ts'
export type { HookwrightErrorCode } from './errors.ts'
