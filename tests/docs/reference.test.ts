import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keyGroups } from '../../scripts/reference/pages.ts'
import { readEntries } from '../../scripts/reference/read-entries.ts'
import { renderEntry } from '../../scripts/reference/render-entry.ts'

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

test('the keys of a definition are in groups, and none is left out', () => {
  const groups = Object.values(keyGroups.defineDurableObject ?? {})
  const render = (...more: string[]): string => {
    const keys = [...groups.flat(), ...more].map((key) => `/** Said of ${key}. */ ${key}?: 1`)
    const { entries } = read(
      `/** Defines. */ export function defineDurableObject(config: { ${keys.join('\n')} }): void {}`,
    )
    const [found] = entries
    if (!found) throw new Error('nothing was read')
    return renderEntry('app', found.entry, (text) => text)
  }
  expect(render()).toMatch(
    /\*\*State\*\*[^*]*Said of memory\.[^*]*\*\*Calls\*\*[^*]*Said of helpers/,
  )
  expect(() => render('odd')).toThrow("'odd' of defineDurableObject is in no group")
})
