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
  { name, variants }: Benchmark,
  { places, rounds, scale, tell }: Measuring,
): Promise<Round[]> {
  const able = variants.filter(({ needs = [] }) => needs.every((need) => places[need] !== null))
  const measured: Round[] = []
  for (let number = 1; number <= rounds; number++) {
    const round = new Map<string, Figures>()
    for (const variant of able) {
      const startedAt = performance.now()
      const figures = await measureOnce(variant, places, scale)
      round.set(variant.name, figures)
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      tell(`${name}, round ${number} of ${rounds}: ${variant.name} ${summary(figures)} (${seconds} s)`)
    }
    measured.push(round)
  }
  return measured
}

async function measureOnce({ file, args, needs = [] }: Variant, places: Places, scale: number): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-bench-'))
  try {
    const setting: Setting = { ...(await settingOf(needs, places)), folder, scale }
    await using child = startChild(file, { ...setting, ...args })
    return JSON.parse(await child.printed('figures '))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function settingOf(
  needs: readonly Need[],
  { receiver, postgres, redis }: Places,
): Promise<Omit<Setting, 'folder' | 'scale'>> {
  const needsPostgres = postgres !== null && needs.includes('postgres')
  return {
    bare: receiver?.bare ?? '',
    timed: receiver?.timed ?? '',
    receiverPid: receiver?.pid ?? 0,
    postgresUrl: needsPostgres ? await postgres.database('bench') : '',
    postgresPid: postgres?.pid ?? 0,
    redisPort: redis?.port ?? 0,
    redisPid: redis?.pid ?? 0,
  }
}

function summary(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ')
}
