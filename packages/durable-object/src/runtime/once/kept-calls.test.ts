import { describe, expect, it } from 'vitest'
import { DurableObjectLimitError, DurableObjectNewerDataError } from '../../errors.ts'
import type { Row, RowData } from '../../state/index.ts'
import { hashText } from '../hash-text.ts'
import type { StateRows } from '../rows/state-rows.ts'
import { KeptCalls, type NewCall } from './kept-calls.ts'

const day = 86_400_000

class MemoryRows implements Partial<StateRows> {
  readonly stored = new Map<number, RowData>()

  range(from: number, to: number): Row[] {
    return this.#sorted().filter(({ id }) => id >= from && id <= to)
  }

  last(from: number, to: number): Row | null {
    return this.range(from, to).at(-1) ?? null
  }

  write(id: number, data: RowData): void {
    this.stored.set(id, data)
  }

  remove(id: number): void {
    this.stored.delete(id)
  }

  #sorted(): Row[] {
    return [...this.stored].map(([id, data]) => ({ id, data })).sort((a, b) => a.id - b.id)
  }
}

function keeping(keptFor = day) {
  const rows = new MemoryRows()
  // It uses nothing else of them.
  const calls = new KeptCalls(rows as unknown as StateRows, keptFor)
  return { rows, calls }
}

const call = (key: string, more: Partial<NewCall> = {}): NewCall => ({
  ...{ key, at: 0, method: 'pay', args: 7, kind: 'answer', json: '{"paid":1}', ...more },
})

describe('kept calls', () => {
  it('are found by their key until their time is over', () => {
    const { calls } = keeping()
    calls.write(call('a', { at: 1_000 }))
    const found = { key: 'a', at: 1_000, method: 'pay', args: 7 }
    expect(calls.find('a', day)).toEqual({
      ...found,
      outcome: { kind: 'answer', data: { paid: 1 } },
    })
    expect(calls.find('a', day + 1_000)).toBeUndefined()
    expect(calls.find('b', 0)).toBeUndefined()
  })

  it('are replaced by a later call with their key', () => {
    const { calls, rows } = keeping()
    calls.write(call('a', { kind: 'begun', json: 'null' }))
    expect(calls.find('a', 0)?.outcome).toEqual({ kind: 'begun', data: null })
    calls.write(call('a', { json: '2' }))
    expect(calls.find('a', 0)?.outcome).toEqual({ kind: 'answer', data: 2 })
    expect(rows.stored.size).toBe(1)
  })

  it('find their place beside others, and say where there is none', () => {
    const { calls, rows } = keeping()
    calls.write(call('a'))
    const [id = 0] = rows.stored.keys()
    const [data = ''] = rows.stored.values()
    // As if keys with the same hash had come before.
    for (let at = 0; at < 16; at++) {
      rows.write(id + at, String(data).replace('"a"', `"other ${at}"`))
      if (at === 14) {
        calls.write(call('a', { json: '3' }))
        expect(calls.find('a', 0)?.outcome).toMatchObject({ data: 3 })
        expect(rows.stored.size).toBe(16)
      }
    }
    expect(() => calls.write(call('a'))).toThrow(DurableObjectLimitError)
    expect(calls.find('other 3', 0)).toBeUndefined()
    expect(calls.find('a', 0)).toBeUndefined()
  })

  it('are removed in passing, so that not many wait for it', () => {
    const { calls, rows } = keeping(1_000)
    let most = 0
    for (let at = 1; at <= 3_000; at++) {
      calls.write(call(`key ${at}`, { at }))
      most = Math.max(most, rows.stored.size)
    }
    for (let at = 2_500; at <= 3_000; at++) expect(calls.find(`key ${at}`, 3_000)).toBeDefined()
    expect(most).toBeLessThan(1_700)
  })

  it('cannot be read where newer code has written them, or where they are damaged', () => {
    const { calls, rows } = keeping()
    calls.write(call('a'))
    const [[id, data] = [0, '']] = rows.stored
    rows.write(id, String(data).replace('[1,', '[2,'))
    expect(() => calls.find('a', 0)).toThrow(DurableObjectNewerDataError)
    rows.write(id, '[1,')
    expect(() => calls.find('a', 0)).toThrow(`Row ${id} of the state cannot be read`)
  })
})

describe('the hash of a text', () => {
  it('is a whole number below 2 ** 52, which each character changes', () => {
    const hashes = new Set<number>()
    const halves = [0, 0]
    for (let n = 0; n < 20_000; n++) {
      const hash = hashText(`key-${n}`)
      expect(Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 52).toBe(true)
      hashes.add(hash)
      halves[hash < 2 ** 51 ? 0 : 1] = (halves[hash < 2 ** 51 ? 0 : 1] ?? 0) + 1
    }
    expect(hashes.size).toBe(20_000)
    for (const half of halves) expect(half).toBeGreaterThan(9_500)
    const texts = ['', 'a', 'b', 'ab', 'ba', '\u0000', '\u0000\u0000', 'a'.repeat(1_000), 'ä']
    expect(new Set(texts.map(hashText)).size).toBe(texts.length)
  })
})
