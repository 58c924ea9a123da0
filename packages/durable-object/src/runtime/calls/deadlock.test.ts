import { describe, expect, test } from 'vitest'
import { DurableObjectDeadlockError } from '../../errors.ts'
import { assertNoDeadlock, chainOf, type WaitingTurn } from './deadlock.ts'

const ada = { id: 'a', label: "Counter 'ada' (add)" }
const bob = { id: 'b', label: "Counter 'bob' (get)" }
const turn: WaitingTurn = { alive: true, isAway: false, chain: [ada], link: bob }

describe('the handlers that wait for a call', () => {
  test('are those that wait for the caller, and the caller', () => {
    expect(chainOf(turn)).toEqual([ada, bob])
  })

  test('are without the caller while it is outside', () => {
    expect(chainOf({ ...turn, isAway: true })).toEqual([ada])
  })

  test('are none outside of a handler, or after its end', () => {
    expect(chainOf(undefined)).toEqual([])
    expect(chainOf({ ...turn, alive: false })).toEqual([])
  })
})

describe('a call that would wait for itself', () => {
  test('is refused, with the handlers of the circle', () => {
    const outer = { id: 'c', label: 'Room 1 (enter)' }
    const call = () => assertNoDeadlock([outer, ada, bob], 'a', 'add')
    expect(call).toThrow(DurableObjectDeadlockError)
    expect(call).toThrow(`${ada.label} -> ${bob.label} -> add`)
  })

  test('is not one to an object that nobody waits for', () => {
    expect(() => assertNoDeadlock([ada, bob], 'c', 'add')).not.toThrow()
  })
})
