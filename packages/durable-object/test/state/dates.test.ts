import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { open } from './harness/open.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>

const ways: Record<string, (date: Date) => number> = {
  getTime: (date) => date.getTime(),
  'new Date': (date) => new Date(date).getTime(),
  structuredClone: (date) => structuredClone(date).getTime(),
  'a method of Date.prototype': (date) => Date.prototype.getTime.call(date),
  'unary plus': (date) => +date,
  subtraction: (date) => (date as unknown as number) - 0,
  comparison: (date) => (date > new Date(2000) ? 3000 : date > new Date(1500) ? 2000 : 1000),
  JSON: (date) => Date.parse(JSON.parse(JSON.stringify(date))),
  'JSON of what is around it': (date) => Date.parse(JSON.parse(JSON.stringify({ date })).date),
  'a template string': (date) => Date.parse(`${date}`),
  toISOString: (date) => Date.parse(date.toISOString()),
  Intl: (date) => Number(new Intl.DateTimeFormat('en', { second: 'numeric' }).format(date)) * 1000,
  'Intl in parts': (date) =>
    Number(new Intl.DateTimeFormat('en', { second: 'numeric' }).formatToParts(date)[0]?.value) *
    1000,
  inspect: (date) => Date.parse(inspect(date)),
  valueOf: (date: Date) => date.valueOf(),
  'Number of it': (date) => Number(date),
}

it.each(Object.entries(ways))('shows the present time of the state: %s', (_, read) => {
  const { state, live, scope } = open<Any>({ at: new Date(1000) })
  const other = live.view(newScope()) as Any
  const [mine, theirs] = [state.at, other.at]
  const times = (): number[] => [read(mine), read(theirs), read((live.view(newScope()) as Any).at)]
  expect(times()).toEqual([1000, 1000, 1000])
  const mark = live.mark()
  theirs.setTime(2000)
  expect(times()).toEqual([2000, 2000, 2000])
  mine.setUTCSeconds(3)
  expect(times()).toEqual([3000, 3000, 3000])
  live.undo(mark)
  expect(times()).toEqual([1000, 1000, 1000])
  theirs.setTime(2000)
  live.commit()
  scope.alive = false
  expect(times()).toEqual([2000, 2000, 2000])
})

it('a Date of the state is one', () => {
  const { state } = open<Any>({ at: new Date(5) })
  const { at } = state
  expect([at instanceof Date, at.constructor, Object.prototype.toString.call(at)]).toEqual([
    true,
    Date,
    '[object Date]',
  ])
  expect(at).toBe(state.at)
  expect(at).toEqual(new Date(5))
  expect(Reflect.ownKeys(at)).toEqual([])
  expect(inspect({ at })).toBe('{ at: 1970-01-01T00:00:00.005Z }')
})

it('setting the time it already has changes nothing', () => {
  const { state, live } = open<Any>({ at: new Date(5), bad: new Date(NaN) })
  expect([state.at.setTime(5), state.bad.setTime(NaN)]).toEqual([5, NaN])
  expect(live.changed).toBe(false)
})

it.each(['at', 're'])('refuses a new property, with the path: %s', (key) => {
  const { state, live, scope } = open<Any>({ list: [{ at: new Date(5), re: /a/ }] })
  const part = state.list[0][key]
  expect(() => (part.note = 1)).toThrow(DurableObjectStateError)
  expect(() => (part.note = 1)).toThrow(new RegExp(`^state.list\\[0\\].${key}.note is a named`))
  expect(() => Object.assign(part, { [Symbol('s')]: 1 })).toThrow(DurableObjectStateError)
  expect(() => Object.defineProperty(part, 'note', { value: 1 })).toThrow(TypeError)
  expect(() => Object.setPrototypeOf(part, null)).toThrow(TypeError)
  expect(part.note).toBeUndefined()
  expect(live.changed).toBe(false)
  scope.alive = false
  expect(() => (part.note = 1)).toThrow('the handler has ended')
})

it('an object that inherits from a Date has its own properties', () => {
  const { state } = open<Any>({ at: new Date(5), re: /a/ })
  for (const part of [state.at, state.re]) {
    const mine = Object.assign(Object.create(part), { note: 1 })
    expect([mine.note, part.note]).toEqual([1, undefined])
  }
})
