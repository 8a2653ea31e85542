/**
 * Generates the receiver of every document in ../shared/openapi-documents, type-checks them, samples every webhook,
 * and prints the table, which it also writes to docs/documents.md.
 */
import { writeFileSync } from 'node:fs'

import { absent, documentNames } from '../test/documents/documents.ts'
import { acceptance, recognitionCounts, survey, type Surveyed } from '../test/documents/survey.ts'
import { Workshop } from '../test/documents/workshop.ts'

if (absent) {
  console.error(absent)
  process.exit(1)
}

using workshop = new Workshop()
const surveys: Surveyed[] = []
for (const name of documentNames) {
  const surveyed = await survey(name, workshop)
  workshop.write(surveyed.module.replace('.ts', '.accepted.ts'), acceptance(surveyed))
  surveys.push(surveyed)
  console.log(row(surveyed))
}
const startedAt = performance.now()
const errors = await workshop.typeErrors()
const checkSeconds = (performance.now() - startedAt) / 1_000
writeFileSync(new URL('../docs/documents.md', import.meta.url), page())
console.log(`\nWrote docs/documents.md. Type errors: ${errors.length}.`)
for (const error of errors) console.error(error)
process.exitCode = errors.length === 0 ? 0 : 1

function row({ name, events, seconds, lines, samples, examples }: Surveyed): string {
  const made = samples.filter(({ whyNot }) => whyNot === undefined)
  const cells = [
    name,
    events.length,
    seconds.toFixed(1),
    lines,
    recognitionCounts(events).join('<br>'),
    `${made.length} (${made.filter(({ from }) => from === 'example').length} declared)`,
    examples.length === 0 ? '' : `${examples.filter(({ valid }) => valid).length} of ${examples.length}`,
  ]
  return `| ${cells.join(' | ')} |`
}

function page(): string {
  const all = surveys.flatMap(({ samples }) => samples)
  const made = all.filter(({ whyNot }) => whyNot === undefined)
  const share = ((made.length / all.length) * 100).toFixed(1)
  const whyNot = surveys.flatMap(({ name, samples }) =>
    samples.flatMap((sample) =>
      sample.whyNot === undefined ? [] : [`- ${name}, \`${sample.type}\`: ${sample.whyNot}.`],
    ),
  )
  return `# Real documents

What \`hookwright generate\` makes of documents that others wrote. \`npm run documents\` writes this page; the documents lie
in \`../shared/openapi-documents\`, beside the repository.

Every generated file type-checks under \`strict\`, \`noUncheckedIndexedAccess\` and \`exactOptionalPropertyTypes\`
(TypeScript 7; all of them together, with a module that assigns every sample to its type, in ${checkSeconds.toFixed(1)} s: ${errors.length} errors).
Seconds are those of the whole command, on 2 shared cores.

| Document | Webhooks | Seconds | Lines | How events are recognised | Valid samples | Declared examples that are valid |
| --- | --- | --- | --- | --- | --- | --- |
${surveys.map(row).join('\n')}

${made.length} of ${all.length} webhooks (${share} %) have a sample that their schema accepts: the first declared example that
is valid, else one made from the schema. The others contradict themselves:

${whyNot.join('\n')}

Examples that their own schema refuses are the reason why generated receivers warn of a mismatch and handle the event all
the same, unless \`--validate strict\` is given.
`
}
