import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guess } from '../src/state/guess.ts'
import { decode } from '../src/values/decode.ts'
import { encode } from '../src/values/encode.ts'
import { randomChange } from './random-change.ts'

const view = () => ({
  title: 'Lobby',
  messages: [
    { text: 'a', likes: new Set(['ann']) },
    { text: 'b', likes: new Set(['bob']) },
  ],
  byUser: new Map([['ann', { count: 1 }]]),
  since: new Date(0),
  bytes: new Uint8Array([1, 2]),
})

describe('a guess', () => {
  it('changes a copy, which shares what did not change', () => {
    const before = view()
    const after = guess(before, (state) => {
      state.messages[1].text = 'c'
    }) as typeof before
    expect(before).toEqual(view())
    expect(after.messages.map(({ text }) => text)).toEqual(['a', 'c'])
    expect(after.messages[0]).toBe(before.messages[0])
    expect(after.messages[1]?.likes).toBe(before.messages[1]?.likes)
    expect(after.byUser).toBe(before.byUser)
  })

  it('is the same view if nothing has changed, whatever was read', () => {
    const before = view()
    const after = guess(before, (state) => {
      for (const message of state.messages) message.likes.has('ann')
      state.byUser.get('ann').count += 0
      state.since.getTime()
      state.messages.push({})
      state.messages.pop()
      state.bytes[0] = 1
    })
    expect(after).toBe(before)
  })

  it('changes Map, Set, Date and bytes', () => {
    const before = view()
    const after = guess(before, (state) => {
      state.byUser.get('ann').count++
      state.byUser.set('bob', { count: 0 })
      state.messages[0].likes.add('cy')
      state.since.setTime(5)
      state.bytes[1] = 9
    }) as typeof before
    expect(before).toEqual(view())
    expect(after).toEqual({
      ...view(),
      byUser: new Map([
        ['ann', { count: 2 }],
        ['bob', { count: 0 }],
      ]),
      messages: [{ text: 'a', likes: new Set(['ann', 'cy']) }, before.messages[1]],
      since: new Date(5),
      bytes: new Uint8Array([1, 9]),
    })
  })

  it('moves parts, and puts in new values with parts in them', () => {
    const before = view()
    const after = guess(before, (state) => {
      const [first, second] = state.messages
      state.messages = [second, { text: 'new', likes: first.likes }]
      state.copies = { first, list: [...state.messages] }
    }) as typeof before & { copies: { first: unknown; list: unknown[] } }
    expect(after.messages[0]).toBe(before.messages[1])
    expect(after.messages[1]?.likes).toBe(before.messages[0]?.likes)
    expect(after.copies.first).toBe(before.messages[0])
    expect(after.copies.list[0]).toBe(before.messages[1])
    after.messages[1]?.likes.has('ann')
    expect(encode(after)).not.toContain('undefined')
  })

  it('ends when a part was put into itself', () => {
    const before = { list: [{}] }
    const after = guess(before, (state) => {
      state.list[0].around = state.list
    }) as { list: [{ around?: unknown }] }
    expect(after.list[0].around).toBeDefined()
    expect(before).toEqual({ list: [{}] })
  })

  it('makes of a view what plain code makes of it, at random', () => {
    const start =
      '{"list":[1,{"a":{"b":[]}},"text"],"map":{"$":["m","k",{"c":1},2,{"$":["s",1]}]},"fields":{"x":{"y":{"z":1}}}}'
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 200, maxLength: 200 }), (numbers) => {
        const stream = () => [...numbers, ...numbers, ...numbers, ...numbers].values()
        const before = decode(start)
        const model = decode(start) as object
        randomChange(model, stream())
        const after = guess(before, (draft) => void randomChange(draft as object, stream()))
        expect(encode(after)).toBe(encode(model))
        expect(encode(before)).toBe(start)
        // No draft is left in it, which would not be cloned.
        expect(structuredClone(after)).toEqual(after)
      }),
      { seed: Number(process.env.SEED ?? 1), numRuns: Number(process.env.RUNS || 300) },
    )
  })
})
