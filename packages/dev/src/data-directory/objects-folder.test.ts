import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AppClasses, openObjectsFolder } from './objects-folder.ts'

let data: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cloudwerk-objects-'))
})

afterEach(() => rmSync(data, { recursive: true }))

function addFile(key: string, name: string): void {
  mkdirSync(join(data, 'objects', key), { recursive: true })
  writeFileSync(join(data, 'objects', key, name), '')
}

const open = (name: string, classNames: string[], settled: Partial<AppClasses['settled']> = {}) =>
  openObjectsFolder(data, { name, classNames, settled: { renames: [], removed: [], ...settled } })

const object = `${'0'.repeat(64)}.sqlite`

const readKeys = (): string => readFileSync(join(data, 'objects.json'), 'utf8')

test('the first start writes objects.json, and a later one does not change it', () => {
  open('app', ['A'])
  const first = readKeys()
  expect(JSON.parse(first).classes).toEqual({ A: { uniqueKey: 'app-A' } })
  const { keys, folder } = open('renamed', ['A'])
  expect(readKeys()).toBe(first)
  expect(keys.get('A')).toBe('app-A')
  expect(folder).toBe(join(data, 'objects'))
})

test('a class with data that is not in the build stops the start and changes nothing', () => {
  open('app', ['A', 'B'])
  addFile('app-A', `${'0'.repeat(64)}.sqlite`)
  const before = readKeys()
  const again = () => open('app', ['B', 'C'])
  expect(again).toThrow(/no class A,/)
  expect(again).toThrow(join(data, 'objects', 'app-A'))
  expect(again).toThrow(expect.objectContaining({ hint: expect.stringContaining('build again') }))
  expect(readKeys()).toBe(before)
})

test('a class without data may be removed, and gets its key back when it returns', () => {
  open('app', ['A'])
  addFile('app-A', 'metadata.sqlite')
  open('other', ['B'])
  const { keys } = open('other', ['A', 'B'])
  expect(Object.fromEntries(keys)).toEqual({ A: 'app-A', B: 'other-B' })
})

test('folders copied from the dev server are recognised by their names', () => {
  addFile('app-A', `${'0'.repeat(64)}.sqlite`)
  const { keys } = open('app', ['A'])
  expect(keys.get('A')).toBe('app-A')
})

test('data without an owner stops the start when objects.json is lost', () => {
  addFile('old-A', `${'0'.repeat(64)}.sqlite`)
  expect(() => open('app', ['A'])).toThrow('old-A')
  expect(existsSync(join(data, 'objects.json'))).toBe(false)
})

test('a damaged objects.json is not overwritten', () => {
  writeFileSync(join(data, 'objects.json'), '{"version":1,')
  expect(() => open('app', ['A'])).toThrow('damaged')
  expect(readKeys()).toBe('{"version":1,')
})

test('after a rename the objects of the old name belong to the new one', () => {
  open('app', ['Counter'])
  addFile('app-Counter', object)
  const renames = [{ from: 'Counter', to: 'Tally' }]
  const { keys, leftOver } = open('app', ['Tally'], { renames })
  expect(Object.fromEntries(keys)).toEqual({ Tally: 'app-Counter' })
  expect(leftOver).toEqual([])
  expect(JSON.parse(readKeys()).classes).toEqual({ Tally: { uniqueKey: 'app-Counter' } })
  expect(open('app', ['Tally'], { renames }).keys).toEqual(keys)
})

test('a rename onto a class that has never had an object takes its place', () => {
  open('app', ['Counter', 'Tally'])
  addFile('app-Counter', object)
  const { keys } = open('app', ['Tally'], { renames: [{ from: 'Counter', to: 'Tally' }] })
  expect(Object.fromEntries(keys)).toEqual({ Tally: 'app-Counter' })
})

test('a rename onto a class with objects stops the start and changes nothing', () => {
  open('app', ['Counter', 'Tally'])
  addFile('app-Counter', object)
  addFile('app-Tally', object)
  const before = readKeys()
  const renames = [{ from: 'Counter', to: 'Tally' }]
  expect(() => open('app', ['Tally'], { renames })).toThrow('both have data')
  expect(readKeys()).toBe(before)
})

test('a class that is created again after its rename does not get the objects back', () => {
  open('app', ['A'])
  addFile('app-A', object)
  const renames = [{ from: 'A', to: 'B' }]
  const { keys } = open('app', ['A', 'B'], { renames })
  expect(Object.fromEntries(keys)).toEqual({ B: 'app-A', A: 'app-A-2' })
  expect(Object.fromEntries(open('app', ['A', 'B'], { renames }).keys)).toEqual({
    B: 'app-A',
    A: 'app-A-2',
  })
})

test('the data of a removed class is kept and reported', () => {
  open('app', ['A', 'B'])
  addFile('app-A', object)
  const { leftOver, keys } = open('app', ['B'], { removed: ['A'] })
  expect(leftOver).toEqual([{ className: 'A', folder: join(data, 'objects', 'app-A') }])
  expect(keys.get('A')).toBe('app-A')
  expect(existsSync(join(data, 'objects', 'app-A', object))).toBe(true)
})
