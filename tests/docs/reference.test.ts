import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readEntries } from '../../scripts/reference/read-entries.ts'

function read(source: string): ReturnType<typeof readEntries> {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-reference-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  writeFileSync(join(root, 'index.ts'), source)
  return readEntries(root, [{ specifier: 'app', source: 'index.ts', page: 'app.md' }])
}

test('public names, keys and entry points without a doc comment are found, internal ones are left out', () => {
  const { entries, undocumented } = read(`
    /** Said. */
    export interface Options {
      /** Milliseconds. */
      timeout: number
      retries: number
    }
    export function start(options: Options): void {}
    /** For other packages. @internal */
    export const version: string = '1'
  `)
  expect(undocumented.sort()).toEqual([
    'index.ts: the entry point itself',
    'index.ts:3: Options.retries',
    'index.ts:8: start',
  ])
  expect(entries[0]?.entry.exports.map(({ name }) => name)).toEqual(['start', 'Options'])
})

test('types that users cannot import are written out where they are used', () => {
  const { entries } = read(`
    type Maybe<T> = T | Promise<T>
    interface Options {
      /** What to run. */
      run(): Maybe<number>
    }
    /** Starts. */
    export function start(options: Options): Maybe<string> { return '' }
  `)
  const [start] = entries[0]?.entry.exports ?? []
  expect(start?.declaration).toBe('function start(options: { … }): string | Promise<string>')
  expect(start?.parts[0]?.members[0]?.declarations).toEqual(['run(): number | Promise<number>'])
})
