import { describe, expect, it } from 'vitest'
import { defineDurableObject } from './define.ts'
import { resolveSettings } from './settings.ts'

describe('the settings of a definition', () => {
  it('have defaults', () => {
    expect(resolveSettings(defineDurableObject({}))).toEqual({
      callTimeout: 30_000,
      holdLimit: 150_000,
      groupCommit: true,
      backend: 'sqlite',
      hasSql: false,
      isAtomic: false,
      reads: new Set(),
    })
  })

  it.each([
    ['sqlite: true', true, { backend: 'sqlite', hasSql: true, isAtomic: true }],
    ['sqlite: {}', {}, { backend: 'sqlite', hasSql: true, isAtomic: true }],
    ['atomic: true', { atomic: true }, { backend: 'sqlite', hasSql: true, isAtomic: true }],
    ['atomic: false', { atomic: false }, { backend: 'sqlite', hasSql: true, isAtomic: false }],
    ['sqlite: false', false, { backend: 'legacy', hasSql: false, isAtomic: false }],
  ])('tell for %s where and how it is stored', (_, sqlite, expected) => {
    expect(resolveSettings(defineDurableObject({ sqlite }))).toMatchObject(expected)
  })

  it.each([
    [true, 15_000],
    [{ atomic: false }, 150_000],
    [false, 150_000],
  ])('let a handler of sqlite: %j hold its object for %i ms', (sqlite, holdLimit) => {
    expect(resolveSettings(defineDurableObject({ sqlite })).holdLimit).toBe(holdLimit)
  })

  it('take the limits from their group and from the top', () => {
    const given = { callTimeout: 5, holdLimit: 6, groupCommit: false }
    expect(resolveSettings(defineDurableObject({ limits: given }))).toMatchObject(given)
    expect(resolveSettings(defineDurableObject(given))).toMatchObject(given)
    const { callTimeout, ...limits } = given
    expect(resolveSettings(defineDurableObject({ callTimeout, limits }))).toMatchObject(given)
  })

  it('name the methods that change nothing', () => {
    const definition = defineDurableObject({
      calls: { reads: ['get'] },
      methods: { get: () => 1, add: () => 2 },
    })
    expect(resolveSettings(definition).reads).toEqual(new Set(['get']))
  })
})
