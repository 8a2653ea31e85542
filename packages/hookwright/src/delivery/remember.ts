/** Remembers what `make` made of a text. Beyond `most` texts the one that was asked for first is made again. */
export function remembered<Value>(most: number, make: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = make(text)
    if (known.size >= most) for (const oldest of known.keys()) if (known.delete(oldest)) break
    known.set(text, value)
    return value
  }
}
