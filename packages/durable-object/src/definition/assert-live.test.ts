import { expect, it } from 'vitest'
import { assertLive } from './assert-live.ts'
import { type AnyDurableObjectDefinition, definitionMark } from './definition.ts'

const check = (live: object): void =>
  assertLive('Room', { live, [definitionMark]: true } as AnyDurableObjectDefinition)

it.each([0, -1, 1.5, Number.NaN])('refuses %d as the oldest version of pages', (oldest) => {
  expect(() => check({ oldest })).toThrow(
    `Room has 'live.oldest' that is ${oldest}. Use a whole number, 1 or more.`,
  )
})

it('takes an oldest version, or none', () => {
  expect(() => check({ oldest: 3 })).not.toThrow()
  expect(() => check({ oldest: undefined })).not.toThrow()
})

it.each([
  ["has 'live.history' that is 'soon', which is not a duration", { history: 'soon' }],
  ["has 'live.history' that is 5", { history: 5 }],
  ["has 'live.history' beside 'live.derive'", { history: '15m', derive: () => ({}) }],
])('refuses a history that it cannot keep: it %s', (message, live) => {
  expect(() => check(live)).toThrow(message)
})

it('keeps a history only where the state has rows', () => {
  const definition = { live: { history: '15m' }, [definitionMark]: true }
  const assert = (more: object) => () =>
    assertLive('Room', { ...definition, ...more } as AnyDurableObjectDefinition)
  expect(assert({ sqlite: false })).toThrow("has 'live.history' beside 'sqlite: false'")
  expect(assert({})).not.toThrow()
  expect(assert({ sqlite: true })).not.toThrow()
})
