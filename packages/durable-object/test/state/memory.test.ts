import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { type Any, Handled } from './harness/handled.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const TEXT = 100_000
const TIMES = 300

function usedMemory(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const text = (n: number): string => String(n).padEnd(TEXT, '.')

it.each<[string, Any, (state: Any, n: number) => unknown]>([
  ['list.slice', [], (state, n) => (state.value = [...state.value, text(n)].slice(-3))],
  ['list.filter', [1], (state, n) => (state.value = [...state.value.slice(0, 1), text(n)])],
  ['{ ...object }', {}, (state, n) => (state.value = { ...state.value, key: text(n) })],
  ['new Map(map)', new Map(), (state, n) => (state.value = new Map(state.value).set(1, text(n)))],
  ['a change in place', {}, (state, n) => (state.value.key = text(n))],
])('old values do not stay in memory: %s', (_, value, change) => {
  const handled = new Handled({ value, kept: { n: 0 } }, 2000)
  const run = (count: number): void => {
    for (let n = 0; n < count; n++) handled.onState(({ state }) => change(state, n))
  }
  run(10)
  const before = usedMemory()
  run(TIMES)
  expect((usedMemory() - before) / (TEXT * TIMES)).toBeLessThan(0.25)
})
