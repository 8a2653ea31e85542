import { WebhookRouter } from '../router.ts'
import { EndpointDisabledBody, MessageExhaustedBody } from './notice.ts'

/** Declares what tells of the delivery itself. They are sent by whoever records the attempt, never by `send`. */
export function operationalWebhooks(): WebhookRouter {
  const router = new WebhookRouter()
  router.post(EndpointDisabledBody.shape.type.value, {
    body: EndpointDisabledBody,
    summary: 'Endpoint disabled',
    description:
      'Sent when one of your endpoints was disabled, because its receiver answered 410 or every attempt failed for too long. ' +
      'Nothing more is sent to it until you enable it again.',
  })
  router.post(MessageExhaustedBody.shape.type.value, {
    body: MessageExhaustedBody,
    summary: 'Message exhausted',
    description:
      'Sent when the last of the scheduled attempts to deliver a message to one of your endpoints has failed.',
  })
  return router
}
