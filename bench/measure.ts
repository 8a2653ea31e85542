import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Benchmark, Figures, Round, Variant } from './benchmark.ts'
import { startChild } from './child.ts'
import type { Need, Places } from './places/places.ts'
import type { Setting } from './subjects/subject.ts'

export interface Measuring {
  places: Places
  rounds: number
  scale: number
  tell: (line: string) => void
}

/** Measures the variants in turn, round after round, so that what else the machine does falls on all of them alike. */
export async function measure(
  { name, variants, isExact = false }: Benchmark,
  { places, rounds: asked, scale, tell }: Measuring,
): Promise<Round[]> {
  const able = variants.filter(({ needs = [] }) => needs.every((need) => places[need] !== null))
  const rounds = isExact ? 1 : asked
  const measured: Round[] = []
  await using kept = new Kept(places)
  for (let number = 1; number <= rounds; number++) {
    const round = new Map<string, Figures>()
    for (const variant of able) {
      const startedAt = performance.now()
      const figures = await measureOnce(variant, kept, places, scale)
      round.set(variant.name, figures)
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      tell(`${name}, round ${number} of ${rounds}: ${variant.name} ${summary(figures)} (${seconds} s)`)
    }
    measured.push(round)
  }
  return measured
}

async function measureOnce(
  { file, args, needs = [], keeps }: Variant,
  kept: Kept,
  places: Places,
  scale: number,
): Promise<Figures> {
  await using alone = new Kept(places)
  const place = await (keeps === undefined ? alone : kept).place(keeps ?? 'bench', needs)
  const setting: Setting = {
    ...place,
    bare: places.receiver?.bare ?? '',
    timed: places.receiver?.timed ?? '',
    receiverPid: places.receiver?.pid ?? 0,
    postgresPid: places.postgres?.pid ?? 0,
    redisPort: places.redis?.port ?? 0,
    redisPid: places.redis?.pid ?? 0,
    scale,
  }
  await using child = startChild(file, { ...setting, ...args })
  return JSON.parse(await child.printed('figures '))
}

type Place = Pick<Setting, 'folder' | 'postgresUrl'>

/** Folders and databases by name, made when they are first asked for. */
class Kept implements AsyncDisposable {
  readonly #places: Places
  readonly #made = new Map<string, Place>()

  constructor(places: Places) {
    this.#places = places
  }

  async place(name: string, needs: readonly Need[]): Promise<Place> {
    const before = this.#made.get(name)
    if (before !== undefined) return before
    const { postgres } = this.#places
    const place = {
      folder: await mkdtemp(join(tmpdir(), 'hookwright-bench-')),
      postgresUrl: postgres !== null && needs.includes('postgres') ? await postgres.database(name) : '',
    }
    this.#made.set(name, place)
    return place
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { folder } of this.#made.values()) await rm(folder, { recursive: true, force: true })
  }
}

function summary(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ')
}
