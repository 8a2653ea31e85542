/** Calls `work` so many times a second, however long each takes, for so many seconds; resolves when all are done. */
export async function paced(
  perSecond: number,
  seconds: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  const total = Math.round(perSecond * seconds)
  const startedAt = performance.now()
  const all: Promise<unknown>[] = []
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond))
      while (all.length < due) all.push(work(all.length))
      if (all.length < total) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  await Promise.all(all)
}
