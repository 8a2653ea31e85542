import { eventTypeHeader, idHeader, signatureHeader, timestampHeader } from '@hookwright/receiver'

/** What a script is to send. */
export interface Trial {
  /** Whose webhooks these are. */
  title: string
  eventType: string
  contentType: string
  /** Exactly what is signed and sent. */
  body: string
  signing: 'v1' | 'v1a'
}

/**
 * A script for any POSIX shell that signs one event with openssl and posts it with curl, to try a receiver by hand.
 * With v1a it makes a key of its own, since the sender's private key is nobody else's.
 */
export function writeCurl(trial: Trial): string {
  const { title, eventType, contentType, body, signing } = trial
  const { head, sign } = signing === 'v1' ? hmac : ed25519
  return `#!/bin/sh
# Signs a sample of ${oneLine(JSON.stringify(eventType))} as ${oneLine(title)} signs it (Standard Webhooks 1.0, ${signing}), and posts it to a receiver:
${head}
set -eu

url=\${1:?give the URL of the receiver}
body=${quoted(body)}
id=msg_$(openssl rand -hex 13)
timestamp=$(date +%s)

${sign}

printf '%s' "$body" | curl --silent --show-error --fail-with-body --request POST \\
  --header ${quoted(`content-type: ${contentType}`)} \\
  --header "${idHeader}: $id" \\
  --header "${timestampHeader}: $timestamp" \\
  --header "${signatureHeader}: $signature" \\
  --header ${quoted(`${eventTypeHeader}: ${eventType}`)} \\
  --data-binary @- --write-out 'Answered %{http_code}.\\n' "$url"
`
}

interface Signed {
  head: string
  sign: string
}

const hmac: Signed = {
  head: `#   WEBHOOK_SECRET=whsec_… sh send-webhook.sh http://localhost:3000/webhooks
# WEBHOOK_SECRET is what the receiver verifies with: the endpoint's secret, or any other for a trial.`,
  sign: `# The key is what the base64 after "whsec_" decodes to.
: "\${WEBHOOK_SECRET:?set it to the secret, whsec_…}"
key=$(printf '%s' "\${WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
signature=v1,$(printf '%s.%s.%s' "$id" "$timestamp" "$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)`,
}

const ed25519: Signed = {
  head: `#   sh send-webhook.sh http://localhost:3000/webhooks
# It signs with a key of its own, which it makes in the file WEBHOOK_KEY (webhook-trial-key.pem), and tells the public
# key that the receiver verifies it with. That of your endpoint verifies only what the sender itself has signed.`,
  sign: `key_file=\${WEBHOOK_KEY:-webhook-trial-key.pem}
[ -f "$key_file" ] || (umask 077 && openssl genpkey -algorithm ed25519 -out "$key_file")
echo "The receiver verifies this with whpk_$(openssl pkey -in "$key_file" -pubout -outform DER | tail -c 32 | openssl base64 -A)" >&2
signed=$(mktemp)
trap 'rm -f "$signed"' EXIT
printf '%s.%s.%s' "$id" "$timestamp" "$body" > "$signed"
signature=v1a,$(openssl pkeyutl -sign -rawin -inkey "$key_file" -in "$signed" | openssl base64 -A)`,
}

/** In single quotes, between which a shell takes everything as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** What stands in a comment must not end it. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}
