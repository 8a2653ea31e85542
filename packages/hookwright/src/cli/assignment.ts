import { InvalidArgumentError } from 'commander'

/**
 * Reads `customer.name=Ada` for options that may be given several times. The value is JSON where it can be read as
 * that (`5`, `true`, `null`, `"5"`, `[1]`), else text.
 *
 * @throws InvalidArgumentError of Commander, which adds the option's name.
 */
export function assignment(
  text: string,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const equals = text.indexOf('=')
  if (equals < 1) {
    throw new InvalidArgumentError('Write place=value, as in customer.name=Ada or items.0.price=5.')
  }
  return Object.fromEntries([
    ...Object.entries(before),
    [text.slice(0, equals), valueOf(text.slice(equals + 1))],
  ])
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
