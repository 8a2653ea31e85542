/** The 31 faults that Hookwright promises to survive, and the tests that show it. */
export interface Scenario {
  number: number
  fault: string
  expected: string
  /** Tests beside those of this folder, which name the scenario in their own names. */
  tests?: readonly ScenarioTests[]
  /** What is not shown yet, because the product does not do it yet. */
  notYet?: string
}

export interface ScenarioTests {
  /** From the root of the repository. */
  file: string
  /** The tests of the file whose `describe > test` starts with one of these; each must find some. */
  titles: readonly string[]
  /** Where storage matters. */
  store?: 'sqlite' | 'postgres'
}

const delivery = 'packages/hookwright/test/delivery'
const endpoints = 'packages/hookwright/test/endpoints'

const dispatch = (...titles: string[]): ScenarioTests => ({
  file: `${delivery}/dispatch.test.ts`,
  titles,
  store: 'sqlite',
})
const dispatchFaults = (...titles: string[]): ScenarioTests => ({
  file: `${delivery}/dispatch-faults.test.ts`,
  titles,
  store: 'sqlite',
})
const exchange = (...titles: string[]): ScenarioTests => ({ file: `${delivery}/exchange.test.ts`, titles })
const retry = (...titles: string[]): ScenarioTests => ({ file: `${delivery}/retry.test.ts`, titles })
const lookup = (...titles: string[]): ScenarioTests => ({ file: `${delivery}/lookup.test.ts`, titles })
const guard = (...titles: string[]): ScenarioTests => ({ file: `${endpoints}/guard.test.ts`, titles })
/** The same of both, in the tests that every store runs. */
const stores = (...titles: string[]): ScenarioTests[] => [
  {
    file: 'packages/hookwright/test/store/sqlite.test.ts',
    titles: titles.map((title) => `the store SQLite > ${title}`),
    store: 'sqlite',
  },
  {
    file: 'packages/hookwright/test/store/postgres.test.ts',
    titles: titles.map((title) => `the store PostgreSQL > ${title}`),
    store: 'postgres',
  },
]

export const scenarios: readonly Scenario[] = [
  {
    number: 1,
    fault: "caller's transaction rolls back after send",
    expected: 'no row, no request',
  },
  {
    number: 2,
    fault: 'kill -9 between commit and wake-up',
    expected: 'delivered by the poll after restart',
  },
  {
    number: 3,
    fault: 'kill -9 during the HTTP exchange',
    expected: 'lease ends; redelivered, same id and body',
  },
  {
    number: 4,
    fault: 'kill -9 after the 2xx, before the record',
    expected: 'one duplicate with the same id, never lost',
  },
  {
    number: 5,
    fault: 'fan-out dies at k of n endpoints',
    expected: 'nothing is half stored: the message has all its deliveries or does not exist',
  },
  {
    number: 6,
    fault: 'worker stalls past its lease, then records',
    expected: 'fenced out; the newer result stands',
    tests: [dispatchFaults('a worker that stalls past its lease')],
  },
  { number: 7, fault: 'N workers, 10k deliveries', expected: 'nothing claimed twice while leased' },
  {
    number: 8,
    fault: 'database away 5 minutes',
    expected: 'workers back off and recover alone; none stranded',
    tests: [dispatchFaults('a store that fails > for five minutes')],
  },
  {
    number: 9,
    fault: 'notification lost',
    expected: 'the poll bounds latency',
    tests: [dispatch('a delivery that is due > is found by the poll')],
  },
  {
    number: 10,
    fault: 'SIGTERM under load',
    expected: 'in flight finish; the rest released, not counted as attempts',
    tests: [dispatchFaults('stop > ')],
  },
  {
    number: 11,
    fault: 'receiver hangs before headers',
    expected: 'fails at the timeout',
    tests: [exchange('the timeout > ends an exchange'), dispatch('a failed attempt > frees its slot')],
  },
  {
    number: 12,
    fault: 'dripping body, 10 GB body, gzip bomb',
    expected: 'total deadline and byte cap hold; slot freed',
    tests: [exchange('the timeout > holds for the whole', 'a body that is too large > ')],
  },
  {
    number: 13,
    fault: 'reset mid-response; 2xx with truncated body',
    expected: 'logged failure, retried',
    tests: [exchange('a connection that breaks > '), dispatch('a failed attempt > is interrupted')],
  },
  {
    number: 14,
    fault: '301/302/307/308 anywhere',
    expected: 'failure, never followed',
    tests: [exchange('a redirect > ')],
  },
  {
    number: 15,
    fault: '410',
    expected: 'disabled once, event emitted, no more sends',
    tests: [
      dispatch('410 > '),
      { file: `${delivery}/policy.test.ts`, titles: ['an endpoint that answers 410 > '], store: 'sqlite' },
      ...stores('notices > of attempts that all ask for it, one disables the endpoint'),
    ],
  },
  {
    number: 16,
    fault: '429/503 with Retry-After: seconds, date, junk, 20 digits',
    expected: 'honoured within a cap; that endpoint paused, others not',
    tests: [
      retry('Retry-After > '),
      exchange('a Retry-After header > '),
      dispatch('an endpoint that asks for a pause > '),
    ],
  },
  {
    number: 17,
    fault: 'one endpoint slow, 999 healthy',
    expected: 'the healthy ones wait for none of its attempts',
    tests: [dispatch('a slow endpoint > ')],
  },
  {
    number: 18,
    fault: '10k deliveries fail together',
    expected: 'jitter spreads the retries',
    tests: [retry('jitter > ')],
  },
  {
    number: 19,
    fault: 'manual resend fails while a retry is due',
    expected: 'schedule survives',
    tests: stores('replaying > a resend that fails leaves the retry of the old delivery where it was'),
  },
  {
    number: 20,
    fault: 'endpoint deleted, disabled or URL changed mid-retry',
    expected: 'defined, visible outcome; replayable',
    tests: stores('replaying > delivers what failed or was canceled again'),
  },
  {
    number: 21,
    fault: 'rotation during retries; two rotations at once',
    expected: 'both signatures until expiry; none lost',
  },
  {
    number: 22,
    fault: '127.1, 0x7f.1, decimal, ::ffff:, NAT64, 6to4, Teredo, fd00:ec2::254, metadata addresses',
    expected: 'refused at create and at connect',
    tests: [
      guard('a URL is refused > ', 'an answer of DNS > '),
      {
        file: `${endpoints}/registry.test.ts`,
        titles: ['registering an endpoint > refuses a URL that may not be called'],
      },
      exchange('no connection > is blocked'),
      dispatch('the guard > refuses at each attempt'),
    ],
  },
  {
    number: 23,
    fault: 'DNS public then private; mixed answers',
    expected: 'only checked addresses dialled; mixed refused',
    tests: [
      lookup('a lookup > ', 'a name that turns private after the check'),
      dispatch('the guard > refuses mixed answers'),
    ],
  },
  {
    number: 24,
    fault: 'allow-list of private ranges',
    expected: 'only the listed pass',
    tests: [guard('the allow-list > '), lookup('a lookup > lets listed private addresses pass')],
  },
  {
    number: 25,
    fault: 'CR/LF or forbidden custom headers; `user:pass@` URL',
    expected: "rejected; signature headers can't be overridden",
    tests: [
      guard('a URL is refused > when it is https://user'),
      { file: `${endpoints}/custom-headers.test.ts`, titles: ['headers of an endpoint > '] },
      { file: `${delivery}/policy.test.ts`, titles: ['headers of an endpoint > '], store: 'sqlite' },
    ],
  },
  {
    number: 26,
    fault: "tenant A's id with tenant B's token (API, page, replay)",
    expected: '404, nothing leaks',
    tests: [
      { file: `${endpoints}/routes.test.ts`, titles: ["an id of another tenant's is 404 everywhere"] },
      {
        file: `${endpoints}/replay-routes.test.ts`,
        titles: [
          'replays > are no other tenant’s, nor another endpoint’s',
          'resend > knows no delivery of another tenant',
        ],
      },
    ],
  },
  { number: 27, fault: 'one idempotency key 100 times at once, several instances', expected: 'one message' },
  {
    number: 28,
    fault: 'non-ASCII, U+2028, key order, big integers',
    expected: 'stored, signed and sent bytes identical; vectors verify',
    tests: [{ file: `${delivery}/sign.test.ts`, titles: ['the signature > '] }],
  },
  {
    number: 29,
    fault: 'clock ±10 minutes, leaps back',
    expected: 'no storms; timestamp fresh each attempt',
    tests: [dispatchFaults('a clock that leaps > ')],
  },
  {
    number: 30,
    fault: 'replay of 1M failures',
    expected: 'paced; live traffic unaffected',
    tests: [
      ...stores(
        'replaying > never leaves an endpoint with more open replayed deliveries than asked for',
        'replaying > a message sent during a replay is claimed before most of it',
      ),
      {
        file: `${delivery}/upkeep.test.ts`,
        titles: ['a worker > lets a message that is sent overtake a replay of 100,000 failures'],
        store: 'sqlite',
      },
    ],
  },
  {
    number: 31,
    fault: 'body violates its schema',
    expected: "rejected in the caller's call, before anything is stored",
  },
]
