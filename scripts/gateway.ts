/**
 * Serves every document in ../shared/openapi-documents by `hookwright serve`, publishes a sample of each event over
 * HTTP, and writes the table of docs/gateway.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'

import { Sampler } from '../packages/hookwright/src/documents/sample.ts'
import { absent, documentNames, documentPath, readDocument } from '../test/documents/documents.ts'
import { Folder, startGateway } from '../test/gateway/serving.ts'

if (absent) {
  console.error(absent)
  process.exit(1)
}

using folder = new Folder()
const rows: string[] = []
for (const [index, name] of documentNames.entries()) {
  const document = readDocument(name)
  const sampler = new Sampler(document)
  const samples = document.webhooks.flatMap((webhook) => {
    const made = sampler.sample(webhook)
    return made.ok ? [{ event: webhook.name, body: made.body }] : []
  })
  await using gateway = await startGateway(documentPath(name), folder.file(`${index}.db`))
  let published = 0
  for (const { event, body } of samples) {
    const { status } = await gateway.publish(event, body === undefined ? '' : JSON.stringify(body))
    if (status === 202) published++
  }
  const cells = [name, gateway.events, samples.length, published, (gateway.startMs / 1_000).toFixed(1)]
  rows.push(`| ${cells.join(' | ')} |`)
  console.log(rows.at(-1))
}

const page = new URL('../docs/gateway.md', import.meta.url)
const table = `| Document | Events | Samples | Published | Up in seconds |
| --- | --- | --- | --- | --- |
${rows.join('\n')}`
const made = /<!-- made: documents -->[^]*?<!-- \/made -->/
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(made, () => `<!-- made: documents -->\n\n${table}\n\n<!-- /made -->`),
)
