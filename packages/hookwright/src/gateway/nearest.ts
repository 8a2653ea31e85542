const mostShown = 5

/** The names that somebody may have meant who wrote `given`, nearest first. */
export function nearestNames(given: string, names: readonly string[]): string[] {
  const meant = lettersOf(given)
  const found = names.map((name) => ({ name, distance: distanceOf(meant, lettersOf(name)) }))
  const farthest = Math.max(2, Math.floor(meant.length / 3))
  return found
    .filter(({ distance }) => distance <= farthest)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, mostShown)
    .map(({ name }) => name)
}

/** Dots, hyphens, slashes and case are what people mix up. */
function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** How many letters have to be put in, taken out or changed to make one text of the other (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const changed = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
