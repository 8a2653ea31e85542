import { InvalidArgumentError, Option, type Command } from 'commander'

/** The options of every command that talks to a running server. */
export interface ServerOptions {
  url: string
  /** Where the management API is mounted: the app's `managementUrl`. */
  api: string
  token?: string
  tenant?: string
}

/** Adds where the server is and who asks. Called last, so that a command's own options stand first in its help. */
export function withServer(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'where the server is')
        .env('HOOKWRIGHT_URL')
        .default('http://localhost:8000')
        .argParser(httpUrl),
    )
    .addOption(
      new Option(
        '--token <token>',
        "who asks: the development token that the server prints, or your API's own",
      ).env('HOOKWRIGHT_TOKEN'),
    )
    .addOption(
      new Option('--tenant <name>', 'for whom, where the token is an operator’s').env('HOOKWRIGHT_TENANT'),
    )
    .addOption(
      new Option('--api <path>', 'where the management API is mounted')
        .env('HOOKWRIGHT_API')
        .default('/webhooks'),
    )
    .option('--json', 'print JSON, one object a line, and failures as JSON on stderr')
}

/** An `http:` or `https:` URL, for options and arguments, as it was given. */
export function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (url && isHttp && url.username === '' && url.password === '') return text
  throw new InvalidArgumentError('Give a URL such as http://localhost:8000, without user and password.')
}

export interface PageOptions {
  limit: number
  after?: string
}

/** Adds which part of a list is asked for. */
export function withPage(command: Command): Command {
  return command
    .addOption(new Option('--limit <number>', 'at most so many, up to 250').argParser(pageLimit).default(50))
    .option('--after <id>', 'those that come after this one: the last of the page before')
}

/** A whole number from 1 to 250: what one page of a list may hold. */
export function pageLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 250) return limit
  throw new InvalidArgumentError('Give a whole number from 1 to 250.')
}

/** Gathers an option that may be given several times. */
export function gather(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}
