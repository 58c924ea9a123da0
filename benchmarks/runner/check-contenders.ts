import { isDeepStrictEqual } from 'node:util'
import { createItem } from '../board/board.ts'
import type { Bench } from './bench.ts'
import { callMethod, evict, objectsOf } from './objects.ts'
import type { ContenderName } from './workers.ts'

interface Step {
  method: string
  args: unknown[]
}

const script: Step[] = [
  { method: 'noop', args: [] },
  { method: 'increment', args: [] },
  { method: 'increment', args: [] },
  { method: 'seed', args: ['items', 1, 20] },
  { method: 'append', args: [createItem(21)] },
  { method: 'append', args: [createItem(22)] },
  { method: 'editLikes', args: [3, 77] },
  { method: 'setTitle', args: ['Another title'] },
  { method: 'seed', args: ['recent', 1, 5] },
  { method: 'addRecent', args: [createItem(6), 5] },
  { method: 'addRecent', args: [createItem(7), 5] },
  { method: 'shrink', args: [21] },
]

const reads: Step[] = ['last', 'sum', 'everything'].map((method) => ({ method, args: [] }))

/** Throws unless all contenders return the same results, before and after an eviction. */
export async function checkContenders(bench: Bench): Promise<void> {
  const expected = await play(bench, 'raw-sql')
  for (const name of ['ours', 'ours-ungrouped', 'raw-kv', ...bench.peers] as const) {
    const answers = await play(bench, name)
    for (const [index, { method, value }] of answers.entries()) {
      if (isDeepStrictEqual(value, expected[index]?.value)) continue
      const values = `${JSON.stringify(value)}, not ${JSON.stringify(expected[index]?.value)}`
      throw new Error(`${name} is not comparable: step ${index}, ${method}, returned ${values}.`)
    }
  }
}

async function play(
  { server }: Bench,
  name: ContenderName,
): Promise<{ method: string; value: unknown }[]> {
  const objects = objectsOf(name, 'check')
  const answers: { method: string; value: unknown }[] = []
  for (const step of [...script, ...reads, undefined, ...reads]) {
    if (step === undefined) await evict(server, objects)
    else answers.push({ method: step.method, value: await callMethod(server, objects, step) })
  }
  return answers
}
