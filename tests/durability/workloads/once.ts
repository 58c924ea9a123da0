import { expect } from 'vitest'
import { CallFailed, connect } from '../client.ts'
import type { Random } from '../random.ts'
import type { Runs } from '../worker/once.ts'
import { createId, type Workload } from './workload.ts'

const methods = [
  ...(['count', 'countLater', 'countAfterOutside', 'countBeforeOutside'] as const),
  'countAndThrow',
] as const

interface Call {
  key: string
  method: (typeof methods)[number]
  /** The answer or the error; undefined while nothing has arrived. */
  answer: unknown
}

/** Repeats each call with its key, some of them at the same time, until it is answered and after that. */
export function createOnceLoad(className: string, name: string): Workload {
  const calls: Call[] = []
  return {
    async act(url, random) {
      const call = choose(calls, random)
      const answer = await send(url, call)
      expect(call.answer ?? answer, `${call.method} ${call.key}`).toEqual(answer)
      call.answer = answer
    },
    async check(url) {
      const { runs, total } = await connect(url, className, name).call<{
        runs: Runs
        total: number
      }>('read')
      for (const { key, method, answer } of calls) {
        const [least, most] = rangeOf(method, answer)
        expect(runs[key] ?? 0, `${method} ${key}`).toBeGreaterThanOrEqual(least)
        expect(runs[key] ?? 0, `${method} ${key}`).toBeLessThanOrEqual(most)
      }
      expect(total).toBe(Object.keys(runs).length)
    },
  }

  async function send(url: string, { key, method }: Call): Promise<unknown> {
    try {
      return await connect(url, className, name).callOnce(key, method, key)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      const thrown = /on purpose, \S+/.exec(error.message)
      const [interrupted] = /ended without an answer/.exec(error.message) ?? []
      if (method === 'countBeforeOutside' && interrupted) return interrupted
      if (thrown) return thrown[0]
      throw error
    }
  }
}

/** A new call, one that was not answered, or one that was. */
function choose(calls: Call[], random: Random): Call {
  const open = calls.filter(({ answer }) => answer === undefined)
  if (open.length > 0 && random.chance(0.4)) return random.pick(open)
  if (calls.length > 0 && random.chance(0.3)) return random.pick(calls)
  const call = { key: createId('once'), method: random.pick(methods), answer: undefined }
  calls.push(call)
  return call
}

/** How often a handler has had an effect. */
function rangeOf(method: Call['method'], answer: unknown): [least: number, most: number] {
  if (method === 'countAndThrow') return [0, 0]
  return answer === undefined ? [0, 1] : [1, 1]
}
