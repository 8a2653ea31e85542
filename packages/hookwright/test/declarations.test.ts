import { describe, expect, test } from 'vitest'

import { Declarations, type IncludeOptions } from '../src/declarations.ts'
import type { Operation, OperationOptions } from '../src/operation.ts'
import { Place } from '../src/place.ts'

function operation(name: string, options: OperationOptions = {}): Operation {
  return { method: 'get', name, options, handler: undefined, place: new Place() }
}

function declaring(...operations: Operation[]): Declarations {
  const declarations = new Declarations()
  for (const each of operations) declarations.add(each)
  return declarations
}

const names = (declarations: Declarations) => [...declarations.resolved()].map(({ name }) => name)

/** The options that one operation has once it is included twice, `inner` first. */
function included(
  own: OperationOptions,
  inner: IncludeOptions,
  outer: IncludeOptions = {},
): OperationOptions | undefined {
  const middle = new Declarations()
  middle.include(declaring(operation('x', own)), '', inner)
  const top = new Declarations()
  top.include(middle, '', outer)
  return [...top.resolved()][0]?.options
}

describe('inclusion', () => {
  test('keeps the order of declaration, and puts the prefixes before, outermost first', () => {
    const inner = declaring(operation('/c'))
    const middle = declaring(operation('/b'))
    middle.include(inner, '/inner', {})
    middle.add(operation('/d'))
    const top = declaring(operation('/a'))
    top.include(middle, '/middle', {})
    top.add(operation('/e'))
    expect(names(top)).toEqual(['/a', '/middle/b', '/middle/inner/c', '/middle/d', '/e'])
  })

  test('is by reference: what is declared later comes along', () => {
    const inner = declaring()
    const top = declaring()
    top.include(inner, '/inner', {})
    inner.add(operation('/late'))
    expect(names(top)).toEqual(['/inner/late'])
  })

  test('concatenates tags, outermost first', () => {
    expect(included({ tags: ['own'] }, { tags: ['inner'] }, { tags: ['outer'] })?.tags).toEqual([
      'outer',
      'inner',
      'own',
    ])
    expect(included({}, { tags: ['inner'] })?.tags).toEqual(['inner'])
    expect(included({ tags: ['own'] }, {})?.tags).toEqual(['own'])
  })

  test('gives the nearest security', () => {
    const own = [{ own: [] }]
    const inner = [{ inner: [] }]
    const outer = [{ outer: [] }]
    expect(included({ security: own }, { security: inner }, { security: outer })?.security).toBe(own)
    expect(included({}, { security: inner }, { security: outer })?.security).toBe(inner)
    expect(included({}, {}, { security: outer })?.security).toBe(outer)
    expect(included({ security: [] }, { security: inner })?.security).toEqual([])
  })

  test('deprecates what is deprecated anywhere on the way', () => {
    expect(included({}, {}, { deprecated: true })?.deprecated).toBe(true)
    expect(included({ deprecated: true }, { deprecated: false })?.deprecated).toBe(true)
    expect(included({}, { deprecated: false })?.deprecated).toBeUndefined()
  })

  test('hides what is hidden anywhere on the way', () => {
    expect(included({}, {}, { includeInSchema: false })?.includeInSchema).toBe(false)
    expect(included({ includeInSchema: false }, { includeInSchema: true })?.includeInSchema).toBe(false)
    expect(included({}, { includeInSchema: true })?.includeInSchema).toBeUndefined()
  })

  test('changes nothing of what is included', () => {
    const own: OperationOptions = { tags: ['own'] }
    included(own, { tags: ['inner'], deprecated: true })
    expect(own).toEqual({ tags: ['own'] })
  })

  test('brings middleware along, outermost first, also what was added later', () => {
    const [outer, inner, late] = [1, 2, 3].map(() => async () => {})
    if (!outer || !inner || !late) return
    const child = declaring(operation('/x'))
    child.use(inner)
    const top = declaring(operation('/y'))
    top.include(child, '', {})
    top.use(outer)
    child.use(late)
    const [x, y] = top.resolved()
    expect(x?.name).toBe('/y')
    expect(x?.middleware).toEqual([outer])
    expect(y?.middleware).toEqual([outer, inner, late])
  })
})

describe('a circle of inclusions', () => {
  const refused = expect.objectContaining({
    code: 'bad_declaration',
    message:
      'A router cannot be included in itself, directly or through others. Remove one of the include() calls.',
  })

  test('of one is refused', () => {
    const one = declaring()
    expect(() => one.include(one, '', {})).toThrow(refused)
  })

  test('of three is refused, and leaves the rest in order', () => {
    const [a, b, c] = [declaring(operation('/a')), declaring(operation('/b')), declaring(operation('/c'))]
    a.include(b, '', {})
    b.include(c, '', {})
    expect(() => c.include(a, '', {})).toThrow(refused)
    expect(names(a)).toEqual(['/a', '/b', '/c'])
  })

  test('is not what two ways to one router are', () => {
    const [top, left, right, shared] = [declaring(), declaring(), declaring(), declaring(operation('/x'))]
    left.include(shared, '/left', {})
    right.include(shared, '/right', {})
    top.include(left, '', {})
    top.include(right, '', {})
    expect(names(top)).toEqual(['/left/x', '/right/x'])
  })
})

describe('the revision', () => {
  test('changes with every declaration, inclusion and middleware, at any depth', () => {
    const inner = declaring()
    const top = declaring()
    const seen = new Set([top.revision])
    const changes = [
      () => top.add(operation('/a')),
      () => top.include(inner, '', {}),
      () => inner.add(operation('/b')),
      () => top.use(async () => {}),
      () => inner.use(async () => {}),
      () => top.include(inner, '/again', {}),
      () => inner.add(operation('/c')),
    ]
    for (const change of changes) {
      change()
      expect(seen).not.toContain(top.revision)
      seen.add(top.revision)
    }
  })
})
