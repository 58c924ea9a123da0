import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openObjectsFolder } from './objects-folder.ts'

let data: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cloudwerk-objects-'))
})

afterEach(() => rmSync(data, { recursive: true }))

function addFile(key: string, name: string): void {
  mkdirSync(join(data, 'objects', key), { recursive: true })
  writeFileSync(join(data, 'objects', key, name), '')
}

const readKeys = (): string => readFileSync(join(data, 'objects.json'), 'utf8')

test('the first start writes objects.json, a later one leaves it alone', () => {
  openObjectsFolder(data, { name: 'app', classNames: ['A'] })
  const first = readKeys()
  expect(JSON.parse(first).classes).toEqual({ A: { uniqueKey: 'app-A' } })
  const { keys, folder } = openObjectsFolder(data, { name: 'renamed', classNames: ['A'] })
  expect(readKeys()).toBe(first)
  expect(keys.get('A')).toBe('app-A')
  expect(folder).toBe(join(data, 'objects'))
})

test('a class with data that is not in the build stops the start and changes nothing', () => {
  openObjectsFolder(data, { name: 'app', classNames: ['A', 'B'] })
  addFile('app-A', `${'0'.repeat(64)}.sqlite`)
  const before = readKeys()
  const open = () => openObjectsFolder(data, { name: 'app', classNames: ['B', 'C'] })
  expect(open).toThrow(/no object A,/)
  expect(open).toThrow(join(data, 'objects', 'app-A'))
  expect(open).toThrow(expect.objectContaining({ hint: expect.stringContaining('build again') }))
  expect(readKeys()).toBe(before)
})

test('a class without data may go, and finds its key again when it comes back', () => {
  openObjectsFolder(data, { name: 'app', classNames: ['A'] })
  addFile('app-A', 'metadata.sqlite')
  openObjectsFolder(data, { name: 'other', classNames: ['B'] })
  const { keys } = openObjectsFolder(data, { name: 'other', classNames: ['A', 'B'] })
  expect(Object.fromEntries(keys)).toEqual({ A: 'app-A', B: 'other-B' })
})

test('folders of the dev server are taken over by their names', () => {
  addFile('app-A', `${'0'.repeat(64)}.sqlite`)
  const { keys } = openObjectsFolder(data, { name: 'app', classNames: ['A'] })
  expect(keys.get('A')).toBe('app-A')
})

test('data that nobody owns stops the start when objects.json is lost', () => {
  addFile('old-A', `${'0'.repeat(64)}.sqlite`)
  expect(() => openObjectsFolder(data, { name: 'app', classNames: ['A'] })).toThrow('old-A')
  expect(existsSync(join(data, 'objects.json'))).toBe(false)
})

test('a damaged objects.json is not overwritten', () => {
  writeFileSync(join(data, 'objects.json'), '{"version":1,')
  expect(() => openObjectsFolder(data, { name: 'app', classNames: ['A'] })).toThrow('damaged')
  expect(readKeys()).toBe('{"version":1,')
})
