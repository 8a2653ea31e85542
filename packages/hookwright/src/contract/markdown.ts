import type { Change } from './change.ts'
import { affectedWords, textWords } from './describe.ts'
import { countWords, foldChanges, namesOf, type ChangeGroup, type ShownChange } from './fold.ts'
import type { Affected } from './subscribers.ts'

/** For a comment on a pull request: what breaks or may break in tables, the rest folded away. */
export function toMarkdown(changes: readonly Change[], affected: Affected | undefined): string {
  const groups = foldChanges(changes)
  const isHarmless = ({ level }: Change) => level === 'compatible'
  const harmful = withChanges(groups, (change) => !isHarmless(change))
  const harmless = withChanges(groups, isHarmless)
  const parts = [
    `### Webhooks: ${countWords(groups)}`,
    ...harmful.map(tableOf),
    ...(affected === undefined ? [] : [affectedTable(affected)]),
    ...(harmless.length === 0
      ? []
      : [
          `<details>\n<summary>Compatible changes</summary>\n\n${harmless.map(listOf).join('\n\n')}\n\n</details>`,
        ]),
  ]
  return parts.join('\n\n')
}

function withChanges(groups: readonly ChangeGroup[], isWanted: (change: Change) => boolean): ChangeGroup[] {
  return groups
    .map(({ eventTypes, changes }) => ({ eventTypes, changes: changes.filter(isWanted) }))
    .filter(({ changes }) => changes.length > 0)
}

function tableOf({ eventTypes, changes }: ChangeGroup): string {
  const rows = changes.map(({ level, shownPlace, description, advice }) =>
    row([level, codeOf(shownPlace), cell(description), cell(advice ?? '')]),
  )
  return [
    `**${cell(namesOf(eventTypes))}**`,
    '',
    row(['Level', 'Where', 'What', 'Instead']),
    row(['---', '---', '---', '---']),
    ...rows,
  ].join('\n')
}

function listOf({ eventTypes, changes }: ChangeGroup): string {
  const texts = changes.filter(({ kind }) => kind === 'text_changed')
  const others = changes.filter(({ kind }) => kind !== 'text_changed')
  return [
    `**${cell(namesOf(eventTypes))}**`,
    '',
    ...others.map(itemOf),
    ...(texts.length > 0 ? [`- ${textWords(texts.length)}`] : []),
  ].join('\n')
}

function itemOf({ shownPlace, description }: ShownChange): string {
  return shownPlace === '' ? `- ${cell(description)}` : `- ${codeOf(shownPlace)}: ${cell(description)}`
}

function affectedTable(affected: Affected): string {
  const { first, endpoints } = affected
  if (endpoints === 0) return 'No live endpoint receives what breaks.'
  const rest = endpoints - first.length
  return [
    `**${affectedWords(affected)}**`,
    '',
    row(['Tenant', 'Endpoint', 'Host', 'Hit by', 'Last delivery']),
    row(['---', '---', '---', '---', '---']),
    ...first.map(({ tenant, endpointId, host, hitBy, lastDeliveryAt }) =>
      row([...[tenant, endpointId, host, namesOf(hitBy)].map(cell), lastDeliveryAt ?? 'none']),
    ),
    ...(rest > 0 ? ['', `and ${rest} more`] : []),
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** What a document says must not end the cell, or become HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ')
}

function codeOf(place: string): string {
  return place === '' ? '' : `\`${place.replaceAll('`', "'").replaceAll('|', '\\|')}\``
}
