import { Code } from '../parts/code.tsx'
import { Notice } from '../parts/notice.tsx'
import type { EndpointWithSecret } from './queries.ts'

/** The only time that the secret is shown; a public key may be seen at any time. */
export function Secret({ endpoint: { secret, publicKey } }: { endpoint: EndpointWithSecret }) {
  if (secret === null) {
    return (
      <div className="stack">
        <Notice tone="info" title="Verify requests with this public key">
          It is no secret, and stays to be seen on the endpoint's page.
        </Notice>
        <Code text={publicKey ?? ''} label="Public key" isWrapped />
      </div>
    )
  }
  return (
    <div className="stack">
      <Notice tone="warn" title="Copy the secret now: it is never shown again">
        Keep it where your receiver reads its secrets, and in no repository. Who has it can forge events to
        you.
      </Notice>
      <Code text={secret} label="Secret" isWrapped />
    </div>
  )
}
