import { cases, fastapiVersion, recordedOf, type Case, type Outcome } from './cases.ts'

/** docs/fastapi.md. */
export function page(): string {
  const same = cases.filter(({ differs }) => differs === undefined)
  const different = cases.filter(({ differs }) => differs !== undefined)
  const groups = [...new Set(cases.map(({ group }) => group))]
  return `# For users of FastAPI

What you know of requests holds: what is read from where, what text is turned into, and the status and the place of an error.
This page is what a test compares. It sends ${cases.length} requests to [one app](../test/fastapi/app.ts) in Hookwright, and holds what it
answers against what [the same app](../test/fastapi/reference/app.py) answered in FastAPI ${fastapiVersion}: status, the \`loc\` of every
error and which of them are \`missing\`, where \`Location\` leads, \`Allow\`, and the body of what succeeds. ${same.length} agree;
${different.length} [differ on purpose](#what-differs).

## The words

| FastAPI | Hookwright |
| --- | --- |
| \`Path()\`, \`Query()\`, \`Header()\`, \`Cookie()\`, \`Body()\` | \`params\`, \`query\`, \`headers\`, \`cookies\`, \`body\`: a schema each |
| \`Form()\`, \`UploadFile\` | \`form\`; \`files\` of \`file()\` and \`fileList()\`: [forms and files](declaring.md#forms-and-files) |
| a pydantic model | a schema of Zod, Valibot, ArkType, TypeBox or JSON Schema: [schemas](schemas.md) |
| \`Field(alias="orderId")\` | the property is called \`orderId\`; transform it where you want another name |
| \`extra="forbid"\` | \`z.strictObject\` |
| \`response_model\`, \`status_code\`, \`responses\` | \`response\`, \`status\`, \`responses\`: [answers](declaring.md#answers) |
| \`raise HTTPException(404, "…")\` | \`throw new HttpError(404, '…')\` |
| \`APIRouter\`, \`include_router\` | \`Router\`, \`include\` |
| \`Depends\`, \`dependency_overrides\` | \`dependency\`, \`app.override\`: [dependencies](dependencies.md) |
| \`HTTPBearer\`, \`APIKeyHeader\`, \`Security\` | \`bearer\`, \`apiKey\`, \`security\`: [security](declaring.md#security) |
| \`callbacks=router.routes\` | \`callbacks\` of a \`CallbackRouter\`, which are sent, too |
| \`@app.webhooks.post("order.created")\` | \`app.webhooks.post('order.created', …)\`, which is delivered, too |
| \`TestClient(app).get("/x")\` | \`app.request('/x')\` |

## What differs

${table(
  ['Case', 'Request', 'FastAPI', 'Hookwright', 'Why'],
  different.map((one) => [
    one.name,
    shownRequest(one),
    shown(recordedOf(one)),
    shown(one.answers),
    one.differs ?? '',
  ]),
)}

## What agrees

${groups
  .map((group) => {
    const rows = same
      .filter((one) => one.group === group)
      .map((one) => [one.name, shownRequest(one), shown(recordedOf(one))])
    return `### ${group}\n\n${table(['Case', 'Request', 'Answer of both'], rows)}`
  })
  .join('\n\n')}

## Recording anew

The requests are in [cases.json](../test/fastapi/cases.json), FastAPI's answers in [recorded.json](../test/fastapi/recorded.json).

\`\`\`sh
python3 -m venv /tmp/fastapi && /tmp/fastapi/bin/pip install fastapi httpx python-multipart
/tmp/fastapi/bin/python test/fastapi/reference/record.py && npx oxfmt test/fastapi/recorded.json
npm run -s build && UPDATE_GOLDEN=1 npx vitest run --project fastapi && npx oxfmt docs/fastapi.md
\`\`\`
`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map(() => '---'), ...rows]
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

function shownRequest({ method, path, headers, json, text, form, parts }: Case): string {
  const sent = [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(json === undefined ? [] : [JSON.stringify(json)]),
    ...(text === undefined ? [] : [text]),
    ...(form ? [new URLSearchParams(form).toString()] : []),
    ...(parts ?? []).map(({ name, text: value, filename }) => `${name}=${filename ? `@${filename}` : value}`),
  ]
  return [`${method} ${path}`, ...sent.map(shortened)].map((line) => `\`${line}\``).join('<br>')
}

/** The orders of the cases are long; their names say what is wrong with them. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 20)}…` : text
}

function shown(answer: Outcome | undefined): string {
  if (!answer) return ''
  const { status, locs, location, allow, body } = answer
  if (locs) return [status, ...locs.map((loc) => `\`${loc.join('.')}\``)].join('<br>')
  if (location !== undefined) return `${status} to \`${location}\``
  if (allow !== undefined) return `${status}, \`Allow: ${allow}\``
  return body === undefined ? `${status}` : `${status}<br>\`${shortened(JSON.stringify(body))}\``
}
