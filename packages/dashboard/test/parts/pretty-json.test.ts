import { describe, expect, it } from 'vitest'

import { prettyJson } from '../../src/parts/pretty-json.ts'

describe('prettyJson', () => {
  it('sets out objects and lists, one value a line', () => {
    expect(prettyJson('{"a":[1,{"b":null}],"c":"x"}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": "x"\n}',
    )
  })

  it('changes nothing but blanks: digits, order, names given twice and escapes stay', () => {
    const text = '{"b": 12345678901234567890.10, "a" :1e5, "a":"\\u0041 \\" { [ , : \\\\", "e":{ }, "l":[ ]}'
    const pretty = prettyJson(text)
    const blanks = /"(?:[^"\\]|\\.)*"|\s+/g
    const bare = (json: string) => json.replaceAll(blanks, (part) => (part.startsWith('"') ? part : ''))
    expect(bare(pretty ?? '')).toBe(bare(text))
    expect(pretty).toContain('"b": 12345678901234567890.10')
    expect(pretty).toContain('"e": {},\n  "l": []')
  })

  it.each(['true', '-1.5', '"a, b: {c}"', '[]', '{}', 'null'])('leaves %s as it is', (text) => {
    expect(prettyJson(text)).toBe(text)
  })

  it.each(['', '{', 'a=1&b=2', '<xml/>', '{"a":1}}'])('is null for %j, which is no JSON', (text) => {
    expect(prettyJson(text)).toBeNull()
  })
})
