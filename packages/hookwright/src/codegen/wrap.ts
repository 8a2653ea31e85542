/** A line of text in lines of at most `room` characters, broken between words; items of lists hang. */
export function wrapped(line: string, room: number): string[] {
  const [lead = ''] = /^\s*(?:[-*+]\s+|\d+\.\s+)?/.exec(line) ?? []
  // Tables and code lose their shape in another line.
  if (line.length <= room || /^\s*\||^ {4}/.test(line)) return [line]
  const lines: string[] = []
  let current = lead
  let isEmpty = true
  for (const word of line.slice(lead.length).split(/ +/)) {
    if (!isEmpty && current.length + word.length + 1 > room) {
      lines.push(current)
      current = ' '.repeat(lead.length)
      isEmpty = true
    }
    current += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, current]
}
