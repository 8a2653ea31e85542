import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sign } from '@hookwright/receiver/sign'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { hookwright } from '../command-line.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"a":1}'
let folder: string
let lines: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-verify-'))
  const timestamp = Math.floor(Date.now() / 1_000)
  const signature = await sign({ id: 'msg_1', timestamp, body, secret })
  lines = ['webhook-id: msg_1', `webhook-timestamp: ${timestamp}`, `webhook-signature: ${signature}`]
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const request = (sent: string) => `POST /hooks HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${sent}`

test('a good request exits with 0, and says of each part that it is good', async () => {
  const { code, stdout } = await hookwright(['verify', write('good.http', request(body)), '--secret', secret])
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^good {3}headers[^]*^good {3}timestamp[^]*^good {3}secret[^]*^good {3}signature[^]*It verifies\.\n$/m,
  )
})

test('a changed one exits with 1, and names what was changed', async () => {
  const file = write('changed.http', request('{\n  "a": 1\n}\n'))
  const { code, stdout } = await hookwright(['verify', file], { env: { HOOKWRIGHT_SECRET: secret } })
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^wrong {2}signature {2}the body is not the one that was signed: .*without white space it fits$/m,
  )
  expect(stdout).toContain('It does not verify (body_changed).')
  const json = await hookwright(['verify', file, '--secret', secret, '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ verified: false, code: 'body_changed' })
})

test('headers and body may be given one by one', async () => {
  const headers = lines.flatMap((line) => ['--header', line])
  const file = write('body.json', body)
  const { code } = await hookwright(['verify', ...headers, '--body-file', file, '--secret', secret])
  expect(code).toBe(0)
})

test('an old request verifies as of when it came, or at any age', async () => {
  const vector =
    'webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\nwebhook-timestamp: 1614265330\n' +
    'webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n\n{"test": 2432232314}'
  const file = write('old.http', vector)
  const verify = (...options: string[]) => hookwright(['verify', file, '--secret', secret, ...options])
  expect(await verify()).toMatchObject({ code: 1, stdout: expect.stringContaining('(timestamp_too_old)') })
  expect(await verify('--at', '2021-02-25T15:03:00Z')).toMatchObject({ code: 0 })
  expect(await verify('--any-age')).toMatchObject({ code: 0 })
})

test('what cannot be read exits with 1, nothing to read with 2', async () => {
  const absent = await hookwright(['verify', join(folder, 'absent.http'), '--secret', secret])
  expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') })
  const nothing = await hookwright(['verify', '--secret', secret])
  expect(nothing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('give the captured request as a file'),
  })
  const noSecret = await hookwright(['verify', 'a.http'])
  expect(noSecret).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("required option '--secret <secret>'"),
  })
})
