import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'

import { Option, type Command } from 'commander'

import { documentedCommand } from '../documented-command.ts'
import { durationMs } from '../duration.ts'
import { CommandError, exitCodes } from '../failure.ts'
import { instant } from '../instant.ts'
import { gather } from '../server/options.ts'
import type { Terminal } from '../terminal.ts'
import { addHeaderLine, readCapture, type Capture } from '../verify/capture.ts'
import { diagnose, type Finding } from '../verify/diagnose.ts'

interface VerifyOptions {
  secret: string
  header: readonly string[]
  bodyFile?: string
  /** Milliseconds. */
  tolerance: number
  anyAge?: true
  at?: string
}

export function verifyCommand(terminal: Terminal): Command {
  return documentedCommand('verify', 'Say why a captured request does or does not verify', {
    about:
      'Looks at each part for itself: the signed headers, the age, the form of the secret, and the signature over ' +
      'id.timestamp.body. Where no signature matches it tries what often goes wrong, such as a newline that was added, ' +
      'JSON that was written anew, or a secret whose text was taken for the key, and names what would make it match.\n\n' +
      'The request is a file as it came over HTTP/1.1: a request line, headers, an empty line and the exact body; - is ' +
      'stdin. Or give the headers one by one, and the body as a file of its own. Nothing leaves this machine.',
    examples: [
      'hookwright verify request.http --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw --any-age',
      "hookwright verify --header 'webhook-id: msg_1' --header 'webhook-timestamp: 1614265330' --header 'webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' --body-file body.json",
      'hookwright verify request.http --at 2026-11-23T08:00:00Z --json',
    ],
    exits: { 0: 'it verifies', 1: 'it does not, or cannot be read', 2: 'wrong use' },
  })
    .argument('[file]', 'the captured request, or - for stdin')
    .addOption(
      new Option('--secret <secret>', 'the `whsec_` secret, or the `whpk_` public key, of the endpoint')
        .env('HOOKWRIGHT_SECRET')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--header <line>', 'a header as "name: value", beside or instead of the file; repeatable')
        .argParser(gather)
        .default([], 'none'),
    )
    .option('--body-file <file>', 'take the exact body from this file')
    .addOption(
      new Option('--tolerance <duration>', 'how old it may be').argParser(durationMs).default(300_000, '5m'),
    )
    .option('--any-age', 'do not look at its age')
    .addOption(
      new Option('--at <time>', 'when it came: 2026-11-23T08:00:00Z, or 2h ago; without it, now').argParser(
        instant,
      ),
    )
    .option('--json', 'print JSON, and failures as JSON on stderr')
    .action((file: string | undefined, options: VerifyOptions, self: Command) => {
      if (file === undefined && options.header.length === 0) {
        self.error('error: give the captured request as a file, or its headers with --header')
      }
      return runVerify(terminal, file, options)
    })
}

async function runVerify(
  terminal: Terminal,
  file: string | undefined,
  options: VerifyOptions,
): Promise<void> {
  const capture = await readRequest(file, options)
  const { secret, tolerance, anyAge, at } = options
  const { code, findings } = await diagnose(capture, {
    secret,
    toleranceSeconds: anyAge ? Infinity : tolerance / 1_000,
    at: at === undefined ? Date.now() : Date.parse(at),
  })
  const isVerified = findings.every(({ isGood }) => isGood)
  if (!isVerified) terminal.exitCode = exitCodes.failed
  const last = isVerified
    ? terminal.style('green', 'It verifies.')
    : terminal.style('red', `It does not verify (${code}).`)
  terminal.result([...findings.map((finding) => lineOf(terminal, finding)), last].join('\n'), {
    verified: isVerified,
    code,
    findings,
  })
}

function lineOf(terminal: Terminal, { part, isGood, text }: Finding): string {
  const mark = isGood ? terminal.style('green', 'good ') : terminal.style('red', 'wrong')
  return `${mark}  ${part.padEnd(9)}  ${text}`
}

async function readRequest(file: string | undefined, { header, bodyFile }: VerifyOptions): Promise<Capture> {
  const name = file === '-' ? 'stdin' : file
  try {
    const capture: Capture =
      file === undefined ? { headers: new Headers(), body: new Uint8Array() } : readCapture(await read(file))
    for (const line of header) addHeaderLine(capture.headers, line)
    return bodyFile === undefined ? capture : { ...capture, body: await read(bodyFile) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError('file_unreadable', `${name ?? 'The request'} cannot be read: ${reason}.`, {
      cause: error,
    })
  }
}

async function read(file: string): Promise<Uint8Array> {
  return file === '-' ? buffer(process.stdin) : readFile(file)
}
