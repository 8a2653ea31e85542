import type { Clock } from '../clock.ts'
import type { Authenticate } from '../endpoints/access.ts'
import type { PortalOptions } from '../portal/options.ts'
import type { Store } from '../store/store.ts'
import type { Logger } from './logger.ts'
import type { EndpointDisabled, MessageExhausted } from './notice.ts'
import type { AttemptReport } from './report.ts'
import type { RetentionOptions } from './retention.ts'
import type { DispatcherSettings } from './settings.ts'

/** How webhooks are delivered. Everything but `store` has a default. */
export interface DeliveryOptions extends Partial<DispatcherSettings> {
  /** Where endpoints, messages, deliveries and attempts are kept: `sqlite('hookwright.db')`. */
  store: Store
  /** Whether this process delivers. False where other processes do. Default: true. */
  worker?: boolean
  /**
   * Says on whose behalf a request to the management API comes, or null to refuse it. Without it everyone is
   * refused, but for sessions by links of `portal`, and the development token that `serve` prints when it listens on
   * loopback only.
   */
  authenticate?: Authenticate
  /** How people sign in to the page at `managementUrl`, and how it looks. Default: see each. */
  portal?: PortalOptions
  /** Address ranges (CIDR) that may be called though they are private: `['127.0.0.0/8']`. Default: none. */
  allowPrivateNetworks?: readonly string[]
  /** Whether endpoints may have `http:` URLs outside loopback. Default: false. */
  allowHttp?: boolean
  /**
   * A proxy that every request goes out through, by CONNECT for `http:` endpoints too:
   * `http://user:password@proxy.internal:4750`, or `https://…`. Nothing is taken from HTTP_PROXY and its like.
   * Default: none.
   */
  proxyUrl?: string | undefined
  /**
   * Whether the proxy resolves host names. Then only it can refuse private addresses, save those that are spelled out
   * in a URL; otherwise names are resolved and checked here, and the proxy is told the address. Default: false.
   */
  proxyResolves?: boolean
  /** Seconds for which a rotated secret goes on signing beside its successor. Default: 86,400 (a day). */
  secretGraceSeconds?: number
  /**
   * Keys that endpoints' secrets are encrypted with in the store (AES-256-GCM): base64 of 32 bytes each. The
   * first encrypts, all decrypt. Default: none, and secrets are stored in plain.
   */
  encryptionKeys?: readonly string[]
  /** How long what was sent is kept; workers delete what is older. Default: see each. */
  retention?: RetentionOptions
  /** Called after each recorded attempt; for logs. What it throws is reported and otherwise ignored. */
  onAttempt?: ((report: AttemptReport) => void) | undefined
  /**
   * Called when a delivery's attempts are spent, by the worker that made the last. What must not be missed should be
   * received as the webhook `message.exhausted` instead. What it throws is reported and otherwise ignored.
   */
  onMessageExhausted?: ((notice: MessageExhausted) => void) | undefined
  /** Called when an endpoint was disabled because it answered 410 or failed for too long; else like `onMessageExhausted`. */
  onEndpointDisabled?: ((notice: EndpointDisabled) => void) | undefined
  /**
   * Declares the webhooks `endpoint.disabled` and `message.exhausted`, and sends them to the tenant concerned: stored
   * in the same transaction as what they tell of. Default: false.
   */
  operationalWebhooks?: boolean
  /** Names of headers that endpoints may have beside `authorization` and `x-…`. Default: none. */
  allowedHeaders?: readonly string[]
  /**
   * Where it is told what the operator should know: a pino logger, `console`, or anything that takes `(fields, message)`.
   * No body, secret or URL is ever in it. Default: `console`, on which only warnings appear.
   */
  logger?: Logger
  /**
   * Whether each request to a receiver has a `traceparent` header, so that the receiver's trace continues yours. Default:
   * false, and receivers learn nothing of your traces.
   */
  propagateTrace?: boolean
  /**
   * The path at which the app serves metrics in the text format of Prometheus, to operators and to whoever has
   * `metricsToken`. Default: none.
   */
  metricsUrl?: string
  /** What Prometheus sends as `authorization: Bearer …`. Default: none, and metrics are for operators only. */
  metricsToken?: string
  /** Where the time comes from. Default: the system's clock. */
  clock?: Clock
}
