import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { file, fileList } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const Fields = z.object({
  title: z.string().max(9),
  pages: z.int().default(1),
  tags: z.array(z.string()).optional(),
  draft: z.boolean().default(false),
})

const app = appOf(
  (it) => {
    it.post('/form', { form: Fields }, ({ form }) => form)
    it.post(
      '/upload',
      {
        form: z.object({ title: z.string() }),
        files: {
          cover: file({ maxBytes: 5, accept: ['image/png', 'text/*'] }),
          back: file({ optional: true }),
          sheets: fileList({ minCount: 1, maxCount: 2, maxBytes: 3 }),
        },
      },
      async ({ form, files: { cover, back, sheets } }) => ({
        ...form,
        cover: [cover.name, cover.type, await cover.text()],
        back: back?.size ?? null,
        sheets: await Promise.all(sheets.map((sheet) => sheet.text())),
      }),
    )
  },
  { bodyLimitBytes: 2000 },
)

async function send(path: string, body: RequestInit['body'], headers: Record<string, string> = {}) {
  const response = await app.request(path, { method: 'POST', body, headers })
  return { status: response.status, accept: response.headers.get('accept'), json: await response.json() }
}

function formOf(entries: readonly (readonly [string, string | File])[]): FormData {
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value)
  return form
}

const png = (text: string, name = 'c.png') => new File([text], name, { type: 'image/png' })
const sheet = (text = 's') => ['sheets', new File([text], 's.txt')] as const
const whole = [['title', 'T'], ['cover', png('12345')], sheet()] as const

describe('a form', () => {
  test('is read urlencoded, each text turned into what the schema asks for', async () => {
    expect(
      await send('/form', new URLSearchParams('title=a+b&pages=3&tags=x&tags=y&draft=on')),
    ).toMatchObject({ status: 200, json: { title: 'a b', pages: 3, tags: ['x', 'y'], draft: true } })
  })

  test('is read as multipart, too', async () => {
    expect(
      await send(
        '/form',
        formOf([
          ['title', 'ü'],
          ['pages', '3'],
          ['tags', 'x'],
        ]),
      ),
    ).toMatchObject({ status: 200, json: { title: 'ü', pages: 3, tags: ['x'], draft: false } })
  })

  test('has no fields where they are left empty, as browsers send them', async () => {
    expect(await send('/form', new URLSearchParams('title=a&pages='))).toMatchObject({ json: { pages: 1 } })
    expect(await send('/form', new URLSearchParams('title='))).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['body', 'title'], msg: 'Field required', type: 'missing' }] },
    })
    expect(await send('/form', '')).toMatchObject({ status: 415 })
    expect((await app.request('/form', { method: 'POST' })).status).toBe(422)
  })

  test('that does not fit is told field by field', async () => {
    const { status, json } = await send('/form', new URLSearchParams('title=0123456789&pages=many'))
    expect(status).toBe(422)
    expect(json).toMatchObject({
      detail: [
        { loc: ['body', 'title'], type: 'too_big' },
        { loc: ['body', 'pages'], type: 'invalid_type' },
      ],
    })
  })

  test('takes no file for a text', async () => {
    expect(await send('/form', formOf([['title', png('x')]]))).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['body', 'title'], type: 'invalid_type' }] },
    })
  })

  test('is refused under another content type', async () => {
    expect(await send('/form', '{}', { 'content-type': 'application/json' })).toEqual({
      status: 415,
      accept: 'application/x-www-form-urlencoded or multipart/form-data',
      json: {
        detail:
          'Unsupported content type application/json: send the body as application/x-www-form-urlencoded or multipart/form-data',
      },
    })
  })

  test.each(['multipart/form-data', 'multipart/form-data; boundary=x'])(
    'that is no %s is malformed',
    async (type) => {
      expect(await send('/form', 'title=x', { 'content-type': type })).toMatchObject({
        status: 400,
        json: { detail: 'The body is not a valid form: it is no multipart/form-data' },
      })
    },
  )

  test('with more fields than any form has is refused', async () => {
    const many = appOf((it) => it.post('/form', { form: z.object({}) }, () => 1))
    const post = (count: number) =>
      many.request('/form', {
        method: 'POST',
        body: new URLSearchParams(Array.from({ length: count }, (_, n) => `f${n}=x`).join('&')),
      })
    expect((await post(1000)).status).toBe(200)
    expect((await post(1001)).status).toBe(413)
  })

  test('with a field __proto__ changes no prototype', async () => {
    const loose = appOf((it) =>
      it.post('/x', { form: z.looseObject({}) }, ({ form }) => ({
        clean: Reflect.get({}, 'admin') === undefined,
        plain: Object.getPrototypeOf(form) === Object.prototype,
      })),
    )
    const body = new URLSearchParams('__proto__=x&constructor=y')
    const response = await loose.request('/x', { method: 'POST', body })
    expect(await response.json()).toEqual({ clean: true, plain: true })
  })
})

describe('files', () => {
  test('are web Files, one or a list, beside the texts of the form', async () => {
    expect(await send('/upload', formOf([...whole, sheet('t'), ['back', png('1234567890')]]))).toMatchObject({
      status: 200,
      json: { title: 'T', cover: ['c.png', 'image/png', '12345'], back: 10, sheets: ['s', 't'] },
    })
  })

  test('that are optional may be left out, and none chosen is left out', async () => {
    const empty = new File([], '', { type: 'application/octet-stream' })
    expect(await send('/upload', formOf([...whole, ['back', empty]]))).toMatchObject({
      status: 200,
      json: { back: null },
    })
  })

  const title = ['title', 'T'] as const
  const cover = ['cover', png('1')] as const
  test.each([
    [
      'one is missing',
      [title, sheet()],
      422,
      [{ loc: ['body', 'cover'], msg: 'Field required', type: 'missing' }],
    ],
    [
      'one is too large',
      [title, ['cover', png('123456')], sheet()],
      413,
      [{ loc: ['body', 'cover'], msg: 'The file is larger than 5 bytes', type: 'file_too_large' }],
    ],
    [
      'one of a list is too large',
      [title, cover, sheet(), sheet('1234')],
      413,
      [{ loc: ['body', 'sheets', 1], msg: 'The file is larger than 3 bytes', type: 'file_too_large' }],
    ],
    [
      'one is of another media type',
      [title, ['cover', new File(['1'], 'c.gif', { type: 'image/gif' })], sheet()],
      415,
      [{ loc: ['body', 'cover'], msg: 'The file is image/gif, not image/png or text/*', type: 'file_type' }],
    ],
    [
      'there are too many of a list',
      [title, cover, sheet(), sheet(), sheet()],
      422,
      [{ loc: ['body', 'sheets'], msg: 'Expected at most 2 files, got 3', type: 'too_many_files' }],
    ],
    [
      'there are too many of one',
      [title, cover, cover, sheet()],
      422,
      [{ loc: ['body', 'cover'], msg: 'Expected at most 1 file, got 2', type: 'too_many_files' }],
    ],
    [
      'there is none of a list that must have one',
      [title, cover],
      422,
      [{ loc: ['body', 'sheets'], msg: 'Field required', type: 'missing' }],
    ],
    [
      'a text stands for one',
      [title, ['cover', 'x'], sheet()],
      422,
      [{ loc: ['body', 'cover'], msg: 'Expected a file, not text', type: 'file_expected' }],
    ],
    [
      'several things are wrong, the size says most',
      [['cover', png('123456')]],
      413,
      [
        { loc: ['body', 'cover'], msg: 'The file is larger than 5 bytes', type: 'file_too_large' },
        { loc: ['body', 'sheets'], msg: 'Field required', type: 'missing' },
        { loc: ['body', 'title'], msg: 'Field required', type: 'missing' },
      ],
    ],
  ] satisfies [string, (readonly [string, string | File])[], number, unknown[]][])(
    'are refused where %s',
    async (_name, entries, status, detail) => {
      expect(await send('/upload', formOf(entries))).toMatchObject({ status, json: { detail } })
    },
  )

  test('are multipart only', async () => {
    expect(await send('/upload', new URLSearchParams('title=T'))).toMatchObject({
      status: 415,
      accept: 'multipart/form-data',
    })
  })

  test('raise what a request may hold by what they may hold themselves', async () => {
    const raised = appOf(
      (it) => {
        it.post('/x', { files: { a: fileList({ maxCount: 2, maxBytes: 1000 }) } }, ({ files }) =>
          files.a.map(({ size }) => size),
        )
        it.post(
          '/less',
          { files: { a: file({ maxBytes: 1000 }) }, bodyLimitBytes: 1100 },
          ({ files }) => files.a.size,
        )
      },
      { bodyLimitBytes: 500 },
    )
    const post = async (path: string, ...sizes: number[]) => {
      const form = new Response(
        formOf(sizes.map((size) => ['a', new File(['x'.repeat(size)], 'a')] as const)),
      )
      // As bytes: Node's own stream of a form does not bear to be left before its end.
      return raised.request(path, { method: 'POST', body: await form.bytes(), headers: form.headers })
    }
    expect(await (await post('/x', 1000, 1000)).json()).toEqual([1000, 1000])
    expect((await post('/x', 1000, 1600)).status).toBe(413)
    expect(await (await post('/less', 600)).json()).toBe(600)
    expect(await (await post('/less', 1000)).json()).toEqual({
      detail: 'The body is larger than the 1100 bytes that are accepted',
    })
  })
})
