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
