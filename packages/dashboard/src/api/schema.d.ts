/** Made by packages/dashboard/build/write-schema.ts; do not edit. */
export interface paths {
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell who is signed in */
        get: operations["readWebhookSession"];
        put?: never;
        /**
         * Sign in
         * @description The answer sets a cookie that the page then acts with.
         */
        post: operations["createWebhookSession"];
        /** Sign out */
        delete: operations["deleteWebhookSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List event types */
        get: operations["listWebhookEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/event-types/{eventType}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event type
         * @description With the JSON Schema of its body, and a sample.
         */
        get: operations["readWebhookEventType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/receivers/{language}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Write a receiver
         * @description Code that verifies and handles these event types: typed receivers as `hookwright generate` writes them, and for `curl` a script that signs a sample and sends it to a receiver.
         */
        get: operations["writeWebhookReceiver"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints
         * @description In order of creation; those of callbacks in the order of their ids.
         */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Register an endpoint
         * @description The answer holds the secret, which is not shown again; or with `v1a` the public key, which is.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{endpointId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an endpoint */
        get: operations["readWebhookEndpoint"];
        put?: never;
        post?: never;
        /**
         * Delete an endpoint
         * @description What is still to be delivered to it is canceled; what was delivered stays readable.
         */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        /** Change an endpoint */
        patch: operations["updateWebhookEndpoint"];
        trace?: never;
    };
    "/endpoints/{endpointId}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret
         * @description The answer holds the new secret or public key. The old one goes on signing beside it for a while.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{endpointId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event
         * @description Sends a sample of the event type to this endpoint, whatever event types it wants.
         */
        post: operations["sendWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Newest first.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream deliveries as they change
         * @description Server-sent events: first a `delivery` for each that the list would show, oldest first, then `begun`, then a `delivery` for each that is new or has changed among the newest `limit`. Where more than that were made at once, `begun` comes again after the newest: the list has those before them. It ends after an hour at most; come again.
         */
        get: operations["streamWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a delivery with its attempts */
        get: operations["readWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{deliveryId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a delivery
         * @description Ends a pending delivery. On an endpoint that gets its messages in order, the next one gets its turn.
         */
        post: operations["cancelWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{deliveryId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a message again
         * @description Makes a new delivery of the same message to the same endpoint, due now. The old one stays as it is, and so does a retry that it waits for.
         */
        post: operations["resendWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{endpointId}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the replays of an endpoint
         * @description Newest first.
         */
        get: operations["listWebhookReplays"];
        put?: never;
        /**
         * Replay what an endpoint failed to take or missed
         * @description Makes new deliveries of old messages, the oldest first and a few at a time, so that new messages are not held up. The answer comes at once; read the replay to see how far it got.
         */
        post: operations["startWebhookReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{endpointId}/replays/{replayId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how far a replay got
         * @description Its deliveries are listed with `GET /deliveries?replayId=…`.
         */
        get: operations["readWebhookReplay"];
        put?: never;
        post?: never;
        /**
         * Cancel a replay
         * @description It makes no further deliveries; those that it made go on. Answers with the replay.
         */
        delete: operations["cancelWebhookReplay"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages
         * @description Newest first, without their bodies; read a message to see its body.
         */
        get: operations["listWebhookMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a message */
        get: operations["readWebhookMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a sample of an event type
         * @description Says what would be sent, byte by byte. Nothing is stored or sent.
         */
        post: operations["makeWebhookSample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/test-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a sample to all endpoints that want it
         * @description Stores a message with a sample of the event type, as the app itself would, and delivers it to every endpoint of the tenant that wants the event type. Only operators may say what is in it: receivers take what is signed for true.
         */
        post: operations["sendWebhookTestMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream messages as they are sent
         * @description Server-sent events, for development: `begun`, then a `message` for each that is stored from now on, whether or not an endpoint wants it. It ends after an hour at most. After a broken connection come again with `Last-Event-ID`; what was sent up to half a minute before that message may then come twice.
         */
        get: operations["listenToWebhooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operator/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read how delivery is doing */
        get: operations["readWebhookOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operator/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read attempts over time */
        get: operations["readWebhookStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operator/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description By name. `after` is the last name of the page before.
         */
        get: operations["listWebhookTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operator/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the endpoints of all tenants
         * @description Those of one health together: failing first (longest first), then disabled, paused, healthy. `after` is the last id of the page before.
         */
        get: operations["listAllWebhookEndpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operator/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find a message of any tenant */
        get: operations["findWebhookMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        FoundWebhookMessage: {
            id: string;
            eventType: string;
            contentType: string;
            /** @description The channels it was sent on. */
            channels: string[];
            idempotencyKey: string | null;
            /** Format: date-time */
            createdAt: string;
            tenant: string;
        };
        HTTPValidationError: {
            detail: components["schemas"]["ValidationError"][];
        };
        NewWebhookEndpoint: {
            /** Format: uri */
            url: string;
            /**
             * @description Names, or `orders.*` for all below a prefix. Empty means every one.
             * @default []
             */
            eventTypes: string[];
            /** @default  */
            description: string;
            /**
             * @description Which version of signature it gets.
             * @default v1
             * @enum {string}
             */
            signing: "v1" | "v1a";
            /**
             * @description It gets only messages sent on one of these; empty means every message.
             * @default []
             */
            channels: string[];
            /**
             * @description Attempts a second at most; null for no limit.
             * @default null
             */
            ratePerSecond: number | null;
            /**
             * @description Attempts under way at once at most; null for no limit.
             * @default null
             */
            concurrency: number | null;
            /**
             * @description One message at a time, in order. One that fails is tried until it succeeds or is canceled; the rest wait.
             * @default false
             */
            ordered: boolean;
            /**
             * @description Milliseconds for one attempt; null for the default.
             * @default null
             */
            timeoutMs: number | null;
            /**
             * @description Headers of its own, sent with each request: `authorization`, and names that begin with `x-`.
             * @default {}
             */
            headers: {
                [key: string]: string;
            };
        };
        NewWebhookReplay: {
            /**
             * @description `failed`: what failed or was canceled and has not succeeded since. `missed`: what was sent while the endpoint did not exist or was disabled, of the event types it wants now.
             * @enum {string}
             */
            kind: "failed" | "missed";
            /**
             * Format: date-time
             * @description What was sent then or later.
             */
            since: string;
            /**
             * Format: date-time
             * @description And not after that. Default: now.
             */
            until?: string;
        };
        /** @description Which event type, and what to change of its sample. */
        NewWebhookSample: {
            eventType: string;
            /** @description Values that stand at some places of the sample instead: `{"customer.name": "Ada", "items.0.price": 5}`. */
            set?: {
                [key: string]: unknown;
            };
            /** @description The whole body, instead of a sample. */
            body?: unknown;
        };
        NewWebhookSession: {
            /** @description That of a portal link, or a bearer token that `authenticate` takes. */
            token: string;
        };
        OperatorWebhookEndpoint: {
            id: string;
            tenant: string;
            /**
             * @description `registered`: by the tenant or for it. `callback`: made for the callbacks to one URL, with its own pauses and failures.
             * @enum {string}
             */
            kind: "registered" | "callback";
            url: string;
            description: string;
            /** @description Event types it wants: names, or `orders.*` for all below a prefix; empty means every one. */
            eventTypes: string[];
            /**
             * @description `v1`: HMAC-SHA256 with the secret. `v1a`: Ed25519, verified with `publicKey`.
             * @enum {string}
             */
            signing: "v1" | "v1a";
            /** @description With `v1a`, what to verify each request with; it is no secret. Else null. */
            publicKey: string | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description It gets only messages sent on one of these; empty means every message. */
            channels: string[];
            /** @description Attempts a second at most; null for no limit. */
            ratePerSecond: number | null;
            /** @description Attempts under way at once at most; null for no limit. */
            concurrency: number | null;
            /** @description One message at a time, in order. One that fails is tried until it succeeds or is canceled; the rest wait. */
            ordered: boolean;
            /** @description Milliseconds for one attempt; null for the default. */
            timeoutMs: number | null;
            /** @description The names of its own headers; their values are not shown. */
            headerNames: string[];
            /** @description `gone`: the receiver answered 410. `failing`: every attempt failed for too long. */
            disabledReason: ("by_request" | "gone" | "failing") | null;
            /** @description Nothing is sent before: the receiver asked for it, or somebody by request. */
            pausedUntil: string | null;
            /** @description When the first attempt failed since one succeeded. */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description `disabled` comes before `failing` (no attempt has succeeded since one failed), that before `paused`.
             * @enum {string}
             */
            health: "failing" | "disabled" | "paused" | "healthy";
        };
        SentWebhook: {
            messageId: string;
            /** @description How many endpoints it goes to. */
            deliveries: number;
            duplicate: boolean;
        };
        ValidationError: {
            /** @description Where: `body`, `query`, `path`, `header` or `cookie`, then keys and indexes. */
            loc: (string | number)[];
            /** @description What is wrong, in words. */
            msg: string;
            /** @description What is wrong, as a code. */
            type: string;
        };
        /** @description One HTTP exchange of a delivery. */
        WebhookAttempt: {
            /** @description Counted from 1. */
            number: number;
            /** Format: date-time */
            startedAt: string;
            durationMs: number;
            /** @enum {string} */
            outcome: "succeeded" | "redirected" | "gone" | "throttled" | "rejected" | "server_error" | "timed_out" | "unresolved" | "unreachable" | "interrupted" | "blocked";
            /** @description The HTTP status; null where no response came. */
            status: number | null;
            /** @description What went wrong; null when it succeeded. */
            error: string | null;
            /** @description The start of what the receiver answered. */
            responseBody: string | null;
            /** @description Null where nothing was sent, and once they can no longer be told. */
            requestHeaders: {
                [key: string]: string;
            } | null;
        };
        /** @description One message on its way to one endpoint. */
        WebhookDelivery: {
            id: string;
            messageId: string;
            endpointId: string;
            eventType: string;
            /** @enum {string} */
            state: "pending" | "leased" | "succeeded" | "failed" | "canceled";
            attempts: number;
            nextAttemptAt: string | null;
            lastOutcome: ("succeeded" | "redirected" | "gone" | "throttled" | "rejected" | "server_error" | "timed_out" | "unresolved" | "unreachable" | "interrupted" | "blocked") | null;
            /** Format: date-time */
            createdAt: string;
            finishedAt: string | null;
            /** @description The replay that made it, or null. */
            replayId: string | null;
        };
        WebhookDeliveryWithAttempts: {
            id: string;
            messageId: string;
            endpointId: string;
            eventType: string;
            /** @enum {string} */
            state: "pending" | "leased" | "succeeded" | "failed" | "canceled";
            attempts: number;
            nextAttemptAt: string | null;
            lastOutcome: ("succeeded" | "redirected" | "gone" | "throttled" | "rejected" | "server_error" | "timed_out" | "unresolved" | "unreachable" | "interrupted" | "blocked") | null;
            /** Format: date-time */
            createdAt: string;
            finishedAt: string | null;
            /** @description The replay that made it, or null. */
            replayId: string | null;
            attemptLog: components["schemas"]["WebhookAttempt"][];
        };
        /** @description A URL, and the event types that are sent to it. */
        WebhookEndpoint: {
            id: string;
            tenant: string;
            /**
             * @description `registered`: by the tenant or for it. `callback`: made for the callbacks to one URL, with its own pauses and failures.
             * @enum {string}
             */
            kind: "registered" | "callback";
            url: string;
            description: string;
            /** @description Event types it wants: names, or `orders.*` for all below a prefix; empty means every one. */
            eventTypes: string[];
            /**
             * @description `v1`: HMAC-SHA256 with the secret. `v1a`: Ed25519, verified with `publicKey`.
             * @enum {string}
             */
            signing: "v1" | "v1a";
            /** @description With `v1a`, what to verify each request with; it is no secret. Else null. */
            publicKey: string | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description It gets only messages sent on one of these; empty means every message. */
            channels: string[];
            /** @description Attempts a second at most; null for no limit. */
            ratePerSecond: number | null;
            /** @description Attempts under way at once at most; null for no limit. */
            concurrency: number | null;
            /** @description One message at a time, in order. One that fails is tried until it succeeds or is canceled; the rest wait. */
            ordered: boolean;
            /** @description Milliseconds for one attempt; null for the default. */
            timeoutMs: number | null;
            /** @description The names of its own headers; their values are not shown. */
            headerNames: string[];
            /** @description `gone`: the receiver answered 410. `failing`: every attempt failed for too long. */
            disabledReason: ("by_request" | "gone" | "failing") | null;
            /** @description Nothing is sent before: the receiver asked for it, or somebody by request. */
            pausedUntil: string | null;
            /** @description When the first attempt failed since one succeeded. */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What is left out stays as it is. */
        WebhookEndpointChange: {
            /** Format: uri */
            url?: string;
            eventTypes?: string[];
            description?: string;
            /**
             * @description Disabling cancels what is still to be delivered.
             * @enum {string}
             */
            state?: "enabled" | "disabled";
            /** @description Nothing is sent before; what is to be delivered waits. Null ends a pause. */
            pausedUntil?: string | null;
            /** @description It gets only messages sent on one of these; empty means every message. */
            channels?: string[];
            /** @description Attempts a second at most; null for no limit. */
            ratePerSecond?: number | null;
            /** @description Attempts under way at once at most; null for no limit. */
            concurrency?: number | null;
            /** @description One message at a time, in order. One that fails is tried until it succeeds or is canceled; the rest wait. */
            ordered?: boolean;
            /** @description Milliseconds for one attempt; null for the default. */
            timeoutMs?: number | null;
            /** @description All of them anew; null for none. */
            headers?: {
                [key: string]: string;
            } | null;
        };
        WebhookEndpointWithSecret: {
            id: string;
            tenant: string;
            /**
             * @description `registered`: by the tenant or for it. `callback`: made for the callbacks to one URL, with its own pauses and failures.
             * @enum {string}
             */
            kind: "registered" | "callback";
            url: string;
            description: string;
            /** @description Event types it wants: names, or `orders.*` for all below a prefix; empty means every one. */
            eventTypes: string[];
            /**
             * @description `v1`: HMAC-SHA256 with the secret. `v1a`: Ed25519, verified with `publicKey`.
             * @enum {string}
             */
            signing: "v1" | "v1a";
            /** @description With `v1a`, what to verify each request with; it is no secret. Else null. */
            publicKey: string | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description It gets only messages sent on one of these; empty means every message. */
            channels: string[];
            /** @description Attempts a second at most; null for no limit. */
            ratePerSecond: number | null;
            /** @description Attempts under way at once at most; null for no limit. */
            concurrency: number | null;
            /** @description One message at a time, in order. One that fails is tried until it succeeds or is canceled; the rest wait. */
            ordered: boolean;
            /** @description Milliseconds for one attempt; null for the default. */
            timeoutMs: number | null;
            /** @description The names of its own headers; their values are not shown. */
            headerNames: string[];
            /** @description `gone`: the receiver answered 410. `failing`: every attempt failed for too long. */
            disabledReason: ("by_request" | "gone" | "failing") | null;
            /** @description Nothing is sent before: the receiver asked for it, or somebody by request. */
            pausedUntil: string | null;
            /** @description When the first attempt failed since one succeeded. */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Keep it: it is never shown again. Verify each request with it. Null with `v1a`: use `publicKey`. */
            secret: string | null;
        };
        /** @description A declared webhook that an endpoint can ask for. */
        WebhookEventType: {
            name: string;
            summary: string;
            description: string | null;
            deprecated: boolean;
        };
        WebhookEventTypeWithSchema: {
            name: string;
            summary: string;
            description: string | null;
            deprecated: boolean;
            contentType: string;
            /** @description JSON Schema (2020-12) of the body as it is sent, whole in itself. Null: no body. */
            schema: {
                [key: string]: unknown;
            } | null;
            /** @description A body as it would be sent. Null where none can be made. */
            sample: string | null;
        };
        /** @description One event that was sent. */
        WebhookMessage: {
            id: string;
            eventType: string;
            contentType: string;
            /** @description The channels it was sent on. */
            channels: string[];
            /** @description Exactly what is signed and sent; null once it is no longer kept. */
            body: string | null;
            idempotencyKey: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description One event that was sent, without what it says. */
        WebhookMessageSummary: {
            id: string;
            eventType: string;
            contentType: string;
            /** @description The channels it was sent on. */
            channels: string[];
            idempotencyKey: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The whole of delivery, now. */
        WebhookOverview: {
            /** Format: date-time */
            now: string;
            store: string;
            databaseBytes: number | null;
            /** @description Whether this process delivers; others may. */
            isDelivering: boolean;
            /** @description Deliveries that could be made now. Counted up to 100,000. */
            due: number;
            /** @description Deliveries that wait for their time, or are under way. Likewise. */
            later: number;
            oldestDueAt: string | null;
            endpoints: {
                healthy: number;
                failing: number;
                disabled: number;
                paused: number;
            };
            retention: {
                idempotencyKeys: components["schemas"]["WebhookRetentionFigure"];
                bodies: components["schemas"]["WebhookRetentionFigure"];
                attempts: components["schemas"]["WebhookRetentionFigure"];
                deliveries: components["schemas"]["WebhookRetentionFigure"];
            };
        };
        WebhookProblem: {
            detail: string;
        };
        WebhookReceiverCode: {
            /** @enum {string} */
            language: "typescript" | "python" | "go" | "curl";
            fileName: string;
            text: string;
            /** @description What to install, and what to know. */
            notes: string[];
        };
        /** @description Old messages that are delivered to an endpoint again. */
        WebhookReplay: {
            id: string;
            endpointId: string;
            /** @enum {string} */
            kind: "failed" | "missed";
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
            /** @enum {string} */
            state: "running" | "done" | "canceled";
            /** @description Deliveries (`failed`) or messages (`missed`) looked at so far. */
            scanned: number;
            /** @description Deliveries made so far. */
            created: number;
            /** @description How much of its time it has gone through, from 0 to 1. */
            progress: number;
            /** Format: date-time */
            createdAt: string;
            finishedAt: string | null;
        };
        WebhookRetentionFigure: {
            /** @description Null keeps them for ever. */
            days: number | null;
            /** @description The oldest that there is. */
            oldestAt: string | null;
        };
        /** @description What an event of this type looks like on its way. */
        WebhookSample: {
            eventType: string;
            contentType: string;
            /** @description Exactly what is signed and sent, as `encoding` says. */
            body: string;
            /** @enum {string} */
            encoding: "utf8" | "base64";
        };
        /** @description Who is signed in to the page. */
        WebhookSession: {
            /** @enum {string} */
            role: "tenant" | "operator";
            /** @description Null for an operator, who may act for any. */
            tenant: string | null;
            /** @description Of the API whose webhooks these are. */
            title: string;
            /** @description To be sent as `x-csrf-token` with each request that changes something. Null where no cookie signs in. */
            csrfToken: string | null;
            /** @description Null where it is not for us to say. */
            expiresAt: string | null;
        };
        /** @description Attempts over time, of all tenants and workers. */
        WebhookStatistics: {
            stepSeconds: number;
            /** @description Oldest first, without gaps. */
            points: components["schemas"]["WebhookStatisticsPoint"][];
            attempts: number;
            succeeded: number;
            failed: number;
            p50Ms: number | null;
            p95Ms: number | null;
            p99Ms: number | null;
        };
        /** @description What happened in one step of time. */
        WebhookStatisticsPoint: {
            /**
             * Format: date-time
             * @description When it begins.
             */
            at: string;
            attempts: number;
            succeeded: number;
            failed: number;
            p50Ms: number | null;
            p95Ms: number | null;
            p99Ms: number | null;
        };
        /** @description A customer, and how its endpoints are. */
        WebhookTenant: {
            tenant: string;
            endpoints: number;
            failing: number;
            disabled: number;
            lastMessageAt: string | null;
        };
        WebhookTest: {
            eventType: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readWebhookSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSession"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
    createWebhookSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookSession"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSession"];
                };
            };
            /** @description The token is not known, or has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Asked for by the page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description Too many tries: wait for `retry-after` seconds */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
    deleteWebhookSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Asked for by the page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
    listWebhookEventTypes: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEventType"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    readWebhookEventType: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                eventType: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEventTypeWithSchema"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    writeWebhookReceiver: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                /** @description Names, or `orders.*` for all below a prefix. Default: every one. */
                eventTypes?: string[];
                signing?: "v1" | "v1a";
            };
            header?: never;
            path: {
                language: "typescript" | "python" | "go" | "curl";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReceiverCode"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description There is nothing to receive, or to send */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
                /** @description `registered`: by the tenant or for it. `callback`: made for the callbacks to one URL, with its own pauses and failures. */
                kind?: "registered" | "callback";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    readWebhookEndpoint: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookEndpointChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    sendWebhookTest: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentWebhook"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description The endpoint is disabled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
                messageId?: string;
                endpointId?: string;
                state?: "pending" | "leased" | "succeeded" | "failed" | "canceled";
                replayId?: string;
                /** @description Names, or `orders.*` for all below a prefix. Default: every one. */
                eventTypes?: string[];
                /** @description Made then or later. */
                since?: string;
                /** @description And not after that. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    streamWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                limit?: number;
                messageId?: string;
                endpointId?: string;
                state?: "pending" | "leased" | "succeeded" | "failed" | "canceled";
                replayId?: string;
                /** @description Names, or `orders.*` for all below a prefix. Default: every one. */
                eventTypes?: string[];
                /** @description Made then or later. */
                since?: string;
                /** @description And not after that. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @constant */
                        event: "begun";
                        data: string;
                        id?: string;
                        retry?: number;
                    } | {
                        /** @constant */
                        event: "delivery";
                        data: string;
                        id?: string;
                        retry?: number;
                    };
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The tenant has too many streams open */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
    readWebhookDelivery: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryWithAttempts"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cancelWebhookDelivery: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description It has ended, or an attempt may be under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    resendWebhookDelivery: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description It cannot be delivered now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listWebhookReplays: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    startWebhookReplay: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookReplay"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description It cannot be delivered now */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    readWebhookReplay: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
                replayId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cancelWebhookReplay: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                endpointId: string;
                replayId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listWebhookMessages: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
                /** @description Names, or `orders.*` for all below a prefix. Default: every one. */
                eventTypes?: string[];
                /** @description Sent then or later. */
                since?: string;
                /** @description And not after that. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMessageSummary"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    readWebhookMessage: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMessage"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    makeWebhookSample: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookSample"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSample"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    sendWebhookTestMessage: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookSample"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentWebhook"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Only operators may change a sample */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listenToWebhooks: {
        parameters: {
            query?: {
                /** @description For operators: whose endpoints are meant. */
                tenant?: string;
                /** @description Names, or `orders.*` for all below a prefix. Default: every one. */
                eventTypes?: string[];
            };
            header?: {
                /** @description The last message that was received: the stream goes on after it. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @constant */
                        event: "begun";
                        data: string;
                        id?: string;
                        retry?: number;
                    } | {
                        /** @constant */
                        event: "message";
                        data: string;
                        id?: string;
                        retry?: number;
                    };
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
            /** @description The tenant has too many streams open */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
    readWebhookOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookOverview"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description For operators only */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
    readWebhookStatistics: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until`. */
                since?: string;
                /** @description Default: now. */
                until?: string;
                /** @description At most 1,500 steps in all. */
                stepSeconds?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookStatistics"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description For operators only */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listWebhookTenants: {
        parameters: {
            query?: {
                /** @description The last name of the page before. */
                after?: string;
                limit?: number;
                /** @description How its name begins. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTenant"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description For operators only */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    listAllWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description The last id of the page before. */
                after?: string;
                limit?: number;
                health?: "failing" | "disabled" | "paused" | "healthy";
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorWebhookEndpoint"][];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description For operators only */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    findWebhookMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundWebhookMessage"];
                };
            };
            /** @description Not authenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description For operators only */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookProblem"];
                };
            };
        };
    };
}
