import { describe, expect, it } from 'vitest'
import { commitBytes } from '../../limits.ts'
import { WriteBuffer } from './write-buffer.ts'

function stored(buffer: WriteBuffer): unknown[] {
  const calls: unknown[] = []
  buffer.flush({
    put: (key, value) => calls.push(['put', key, value]),
    delete: (key) => calls.push(['delete', key]),
    setAlarm: (time) => calls.push(['alarm', time]),
  })
  return calls
}

describe('a write buffer', () => {
  it('stores the last write of each key, and the alarm', () => {
    const buffer = new WriteBuffer()
    buffer.put('a', 1, 8)
    buffer.put('b', { deep: [1] }, 8)
    buffer.delete('a')
    buffer.setAlarm(5)
    buffer.setAlarm(null)
    expect(stored(buffer)).toEqual([
      ['delete', 'a'],
      ['put', 'b', { deep: [1] }],
      ['alarm', null],
    ])
  })

  it('keeps and returns copies', () => {
    const buffer = new WriteBuffer()
    const value = { n: 1 }
    buffer.put('a', value, 8)
    value.n = 2
    const read = buffer.get('a') as typeof value
    expect(read).toEqual({ n: 1 })
    read.n = 3
    expect(buffer.get('a')).toEqual({ n: 1 })
  })

  it('undoes everything since a mark, in reverse order', () => {
    const buffer = new WriteBuffer()
    buffer.put('a', 1, 8)
    buffer.setAlarm(5)
    const before = stored(buffer)
    const mark = buffer.mark()
    buffer.put('a', 2, 8)
    buffer.delete('a')
    buffer.put('b', 1, 8)
    buffer.setAlarm(null)
    buffer.undo(mark)
    expect(stored(buffer)).toEqual(before)
    buffer.undo(0)
    expect(buffer.isEmpty).toBe(true)
  })

  it('knows whether it only deletes', () => {
    const buffer = new WriteBuffer()
    buffer.delete('a')
    buffer.setAlarm(null)
    expect([buffer.isEmpty, buffer.addsSomething]).toEqual([false, false])
    buffer.setAlarm(5)
    expect(buffer.addsSomething).toBe(true)
  })

  it('takes as much as one commit may have, however often a key is written', () => {
    const buffer = new WriteBuffer()
    const half = commitBytes / 2 - 1
    buffer.put('a', 'x', half)
    buffer.put('a', 'x', half)
    const mark = buffer.mark()
    buffer.put('b', 'x', half)
    expect(() => buffer.put('c', 'x', 1)).toThrow(/^With 'c', .* more than 16000000 bytes/)
    expect(buffer.has('c')).toBe(false)
    buffer.undo(mark)
    buffer.put('c', 'x', half)
    expect(buffer.get('c')).toBe('x')
  })
})
