import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type as arktype } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { assertChanges } from '../src/runtime/schema.ts'
import { LiveState } from '../src/state/index.ts'
import { MemoryRows } from './state/harness/memory-rows.ts'
import { newScope } from './state/harness/scope.ts'

interface State {
  title: string
  items: { name: string }[]
}

let checked = 0
function count(): true {
  checked += 1
  return true
}

const named = z.object({ name: z.string() }).refine(count)
const schemas: Record<string, StandardSchemaV1> = {
  zod: z.object({ title: z.string(), items: z.array(named) }),
  valibot: v.object({
    title: v.string(),
    items: v.array(v.pipe(v.object({ name: v.string() }), v.check(count))),
  }),
  'zod with a rule for the whole': z
    .object({ title: z.string(), items: z.array(named) })
    .refine((state) => state.title !== 'forbidden'),
  'zod with a length': z.object({ title: z.string(), items: z.array(named).max(1_001) }),
  arktype: arktype({
    title: 'string & /^(?!forbidden)/',
    items: arktype({ name: 'string' }).array(),
  }),
}

function open(): { live: LiveState; state: State } {
  const items = Array.from({ length: 1_000 }, (_, index) => ({ name: `n${index}` }))
  const live = LiveState.create(new MemoryRows(), { title: 't', items }, { tracksParts: true })
  live.commit()
  checked = 0
  return { live, state: live.view(newScope()) as State }
}

function issuesOf(schema: string, change: (state: State) => void): unknown {
  const { live, state } = open()
  change(state)
  try {
    assertChanges(schemas[schema] as StandardSchemaV1, live, 'Test')
    return 'fits'
  } catch (error) {
    return (error as { issues: { path: string }[] }).issues.map(({ path }) => path)
  }
}

test.each(['zod', 'valibot'])('%s: only the elements that changed are checked', (schema) => {
  expect(issuesOf(schema, ({ items }) => items.push({ name: 'new' }))).toBe('fits')
  expect(checked).toBe(1)
  expect(issuesOf(schema, (state) => Object.assign(state, { title: 'x' }))).toBe('fits')
  expect(checked).toBe(0)
  expect(issuesOf(schema, ({ items }) => items.shift())).toBe('fits')
  expect(checked).toBe(999)
})

test.each(Object.keys(schemas))('%s: what does not fit is found wherever it changed', (schema) => {
  const wrong = 1 as unknown as string
  expect(issuesOf(schema, ({ items }) => items.push({ name: wrong }))).toEqual([
    'state.items[1000].name',
  ])
  expect(issuesOf(schema, ({ items }) => Object.assign(items[7] ?? {}, { name: wrong }))).toEqual([
    'state.items[7].name',
  ])
  expect(issuesOf(schema, (state) => Object.assign(state, { title: wrong }))).toEqual([
    'state.title',
  ])
  expect(issuesOf(schema, ({ items }) => items.pop())).toBe('fits')
})

test('rules about the whole state are checked against the whole state', () => {
  const forbid = (state: State) => Object.assign(state, { title: 'forbidden' })
  expect(issuesOf('zod with a rule for the whole', forbid)).toEqual(['state'])
  const two = (state: State) => state.items.push({ name: 'a' }, { name: 'b' })
  expect(issuesOf('zod with a length', two)).toEqual(['state.items'])
})
