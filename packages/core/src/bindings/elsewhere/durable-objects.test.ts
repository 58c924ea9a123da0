import { DurableObjectConfigError } from '@cloudwerk/durable-object'
import { afterEach, expect, test } from 'vitest'
import type { OpenNamespace } from '../object-namespace.ts'
import { durableObjects } from './index.ts'
import { type LinkCall, setLink } from './link.ts'

const { Counter } = durableObjects as Record<string, OpenNamespace>
const id = 'ab'.repeat(32)

afterEach(() => setLink(undefined))

test('without a dev server, calls say what to do', async () => {
  const stub = Counter?.getByName('ann')
  expect(stub?.name).toBe('ann')
  const calls = [stub?.add?.(1), stub?.add?.once('key', 1), stub?.fetch('http://object/')]
  for (const call of calls) {
    const error = await Promise.resolve(call).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DurableObjectConfigError)
    expect(String(error)).toMatch(
      /^DurableObjectConfigError: Counter 'ann' .* cloudwerk dev --with/,
    )
  }
  expect(() => Counter?.idFromName('ann')).toThrow('cloudwerk dev --with')
  expect(JSON.stringify(durableObjects)).toBe('{}')
})

test('with one, calls and requests are sent there', async () => {
  const calls: LinkCall[] = []
  setLink({
    createId: (_className, name) => (name === 'ann' ? id : id.toUpperCase()),
    call(call) {
      calls.push(call)
      return Promise.resolve(calls.length)
    },
    fetch: (target, request) => Promise.resolve(Response.json([target, request.method])),
  })
  const ann = Counter?.getByName('ann')
  expect(await ann?.add?.(5)).toBe(1)
  expect(await ann?.add?.once('key', 5)).toBe(2)
  expect(await Counter?.get(Counter.idFromString(id)).add?.()).toBe(3)
  expect(await Counter?.get(Counter.idFromName('ann')).exists()).toBe(4)
  expect(calls).toEqual([
    { className: 'Counter', name: 'ann', method: 'add', args: [5] },
    { className: 'Counter', name: 'ann', method: 'add', args: [5], once: 'key' },
    { className: 'Counter', id, method: 'add', args: [] },
    { className: 'Counter', name: 'ann', method: 'exists', args: [] },
  ])
  const response = await ann?.fetch('http://object/', { method: 'POST' })
  expect(await response?.json()).toEqual([{ className: 'Counter', name: 'ann' }, 'POST'])
  expect(`${ann?.id}`).toBe(id)
  expect(ann?.id.equals(Counter?.idFromString(id) as DurableObjectId)).toBe(true)
})

test('names and ids are checked as in a Worker', () => {
  expect(() => Counter?.getByName(5 as never)).toThrow('The name of a Counter must be a string')
  expect(() => Counter?.idFromString('ann')).toThrow("'ann' is not a Counter id")
  expect(() => Counter?.get('ann' as never)).toThrow('durableObjects.Counter.get takes an id')
})

test('in a Worker the bindings of that Worker are used', () => {
  const { getBuiltinModule } = process
  const { COUNTER } = { COUNTER: { getByName: (name: string) => ({ name }) } }
  const shared = globalThis as Record<symbol, unknown>
  const key = Symbol.for('cloudwerk.objects')
  process.getBuiltinModule = ((name: string) =>
    name === 'cloudflare:workers' ? { env: { COUNTER } } : getBuiltinModule(name)) as never
  shared[key] = new Map([['Counter', 'COUNTER']])
  try {
    expect(Counter?.getByName('ann')).toEqual({ name: 'ann' })
  } finally {
    process.getBuiltinModule = getBuiltinModule
    delete shared[key]
  }
})
