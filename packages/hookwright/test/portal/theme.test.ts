import { describe, expect, test } from 'vitest'

import { themeCss } from '../../src/portal/theme.ts'

test('variables become one rule', () => {
  const css = themeCss({
    '--hw-accent': ' #0a7 ',
    '--hw-font': '"Helvetica Neue", Inter, sans-serif',
    '--hw-background': 'light-dark(rgb(255 255 255 / 90%), var(--hw-dark, #111))',
    '--hw-radius': 'calc(2px + 0.5em * 2)',
  })
  expect(css).toBe(`:root:root:root {
  --hw-accent: #0a7;
  --hw-font: "Helvetica Neue", Inter, sans-serif;
  --hw-background: light-dark(rgb(255 255 255 / 90%), var(--hw-dark, #111));
  --hw-radius: calc(2px + 0.5em * 2);
}
`)
})

test('without any there is no rule', () => {
  expect(themeCss({})).toBe('')
})

describe('a value that is not one is refused', () => {
  test.each([
    '',
    ' ',
    'red; } body { display: none',
    'red}',
    '{',
    '</style><script>',
    'url(https://evil.example/x)',
    'URL(x)',
    'image-set("https://evil.example/x" 1x)',
    'red /* and',
    'rgb(1, 2',
    'rgb)1(',
    '"open',
    `"it's`,
    String.raw`\75rl(x)`,
    'a\nb',
    '@import',
    'x'.repeat(501),
  ])('%j', (value) => {
    expect(() => themeCss({ '--hw-accent': value })).toThrow(
      expect.objectContaining({
        code: 'bad_option',
        message: expect.stringContaining('delivery.portal.theme["--hw-accent"] is'),
      }),
    )
  })
})

test.each(['color', '--accent', '--hw-', '--hw-A', '--hw-a: red; --x', '--hw-a--b'])(
  'the name %j is refused',
  (name) => {
    expect(() => themeCss({ [name]: 'red' })).toThrow('is no variable of the page; they begin with --hw-.')
  },
)
