/**
 * Channels narrow what an endpoint gets beside its event types: a message may be sent on some, and an endpoint may
 * listen on some.
 */

/**
 * Whether an endpoint that listens on `listened` gets a message that was sent on `sent`: one that listens on none
 * gets every message; any other only those that were sent on one of its channels.
 */
export function hears(listened: readonly string[], sent: readonly string[]): boolean {
  return listened.length === 0 || listened.some((channel) => sent.includes(channel))
}

/** So many on one message or one endpoint. */
export const mostChannels = 50

/** What is wrong with these channels, and the cure; null when nothing is. */
export function refusalOfChannels(channels: readonly string[]): string | null {
  if (channels.length > mostChannels)
    return `There are ${channels.length} channels; at most ${mostChannels} can be given.`
  const bad = channels.find((channel) => !/^[^\p{Cc}\p{Cs}]{1,128}$/u.test(channel))
  if (bad === undefined) return null
  return `${JSON.stringify(bad)} cannot be a channel: write 1 to 128 characters, none of them a control character.`
}
