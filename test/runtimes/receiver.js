/** The same receiver for every runtime. It is plain JavaScript on what is built, as a subscriber has it. */
import { createReceiver, later, memorySeen } from '../../packages/receiver/dist/index.js'
import { github } from '../../packages/receiver/dist/presets.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
/** Of the private key in scripts/runtimes.ts: no secret. */
const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='
const githubSecret = "It's a Secret to Everybody"

const standard = createReceiver({
  secret: [secret, publicKey],
  seen: memorySeen(),
  on: {
    'order.created': ({ body, id }) => ({ id, total: body.total }),
    'order.delayed': () => later(30),
  },
})
const fromGitHub = createReceiver({ secret: github(githubSecret), on: { push: ({ body }) => body.ref } })

export function receive(request) {
  return new URL(request.url).pathname === '/github' ? fromGitHub(request) : standard(request)
}
