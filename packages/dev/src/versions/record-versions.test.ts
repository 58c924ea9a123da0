import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ObjectEntry } from '../app/manifest.ts'
import { UserError } from '../user-error.ts'
import type { CodeVersions } from './read-versions.ts'
import { recordVersions } from './record-versions.ts'

let root: string
let notices: string[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-versions-'))
  notices = []
})

afterEach(() => rmSync(root, { recursive: true }))

const file = () => join(root, 'cloudwerk.versions.json')

interface Given {
  version?: number
  migrated?: number[]
  /** Hashes. */
  sql?: string[]
}

function codeOf({ version = 1, migrated = [], sql = [] }: Given): CodeVersions {
  const steps = sql.map((hash, index) => ({ name: `sql[${index}]`, hash }))
  return { version, migrated, sql: steps }
}

const room: ObjectEntry = {
  ...{
    className: 'Room',
    binding: 'ROOM',
    file: 'app/objects/room.ts',
    storage: 'sqlite',
    sql: true,
  },
  ...{ handlers: [], features: ['versions'], methods: [], versionsAt: 'app/objects/room.ts:6:3' },
}

function build(given: Given, { frozen = false, object = room, fails = false } = {}): Promise<void> {
  return recordVersions({
    manifest: { root, objects: [object], routes: [], middleware: [] },
    frozen,
    async readVersions() {
      if (fails) throw new UserError('The Worker does not start.')
      return new Map([['Room', codeOf(given)]])
    },
    onNotice: (text) => notices.push(text),
  })
}

test('the first version and each new one are recorded, once', async () => {
  await build({ sql: ['a'] })
  await build({ sql: ['a'] })
  await build({ version: 2, migrated: [2], sql: ['a'] })
  await build({ version: 3, migrated: [2], sql: ['a', 'b'] })
  expect(notices).toHaveLength(3)
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
    format: 1,
    classes: { Room: { version: 3, sql: ['a', 'b'] } },
  })
})

test('an object without versions is not asked, and writes nothing', async () => {
  const { versionsAt, ...object } = { ...room, features: [] }
  await build({}, { object, fails: true })
  expect(existsSync(file())).toBe(false)
})

test.each<[what: string, given: Given, mentions: string]>([
  ['a version that went down', { version: 1, sql: ['a', 'b'] }, 'version 2'],
  ['a step that was changed', { version: 3, migrated: [3], sql: ['a', 'x'] }, 'sql[1]'],
  ['a step that is gone', { version: 2, sql: ['a'] }, 'sql[1]'],
  ['a new step before others', { version: 3, sql: ['new', 'a', 'b'] }, 'sql[0]'],
  ['a new step without a new version', { version: 2, sql: ['a', 'b', 'c'] }, 'version 3'],
  ['a gap', { version: 4, migrated: [4], sql: ['a', 'b'] }, 'version 3'],
  ['versions that are gone', { version: 1, sql: [] }, 'version 2'],
])('%s stops the build at its line, and nothing is written', async (_what, given, mentions) => {
  await build({ version: 2, sql: ['a', 'b'] })
  const before = readFileSync(file(), 'utf8')
  const error: UserError = await build(given).then(
    () => expect.fail('it was built'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  expect(error.file).toBe('app/objects/room.ts:6:3')
  expect(`${error.message} ${error.hint}`).toContain(mentions)
  expect(readFileSync(file(), 'utf8')).toBe(before)
})

test('in CI nothing is written, and what is recorded passes', async () => {
  await expect(build({ version: 2, migrated: [2] }, { frozen: true })).rejects.toThrow('In CI')
  expect(existsSync(file())).toBe(false)
  await build({ version: 2, migrated: [2] })
  await build({ version: 2, migrated: [2] }, { frozen: true })
})

test('a Worker that does not start stops the build only where versions are certain', async () => {
  await expect(build({}, { fails: true })).rejects.toThrow('does not start')
  const { versionsAt, ...object } = room
  await build({}, { object, fails: true })
  expect(notices).toEqual(['The Worker does not start.'])
  writeFileSync(file(), '{ "format": 1, "classes": { "Room": { "version": 1, "sql": [] } } }')
  await expect(build({}, { object, fails: true })).rejects.toThrow('does not start')
})

test.each(['{', '[]', '{ "format": 1, "classes": { "Room": 5 } }', '{ "format": 2 }'])(
  'a record that cannot be read stops the build: %s',
  async (text) => {
    writeFileSync(file(), text)
    await expect(build({})).rejects.toMatchObject({ file: 'cloudwerk.versions.json' })
    expect(readFileSync(file(), 'utf8')).toBe(text)
  },
)
