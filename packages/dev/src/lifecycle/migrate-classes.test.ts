import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectEntry } from '../app/manifest.ts'
import { readRecordedConfig } from '../config/parse-config.ts'
import { formatMigrated } from '../objects/format-migrated.ts'
import type { Choice } from './ask-decisions.ts'
import { type MigrateOptions, migrateClasses } from './migrate-classes.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-migrate-'))
  mkdirSync(join(root, 'app/objects'), { recursive: true })
})

afterEach(() => rmSync(root, { recursive: true }))

const write = (text: string, name = 'wrangler.jsonc') => writeFileSync(join(root, name), text)
const read = (name = 'wrangler.jsonc') => readFileSync(join(root, name), 'utf8')

const shop = `{
  "exports": {
    "Cart": { "type": "durable-object", "storage": "sqlite" },
    "Old": { "type": "durable-object", "storage": "sqlite" }
  }
}
`

function object(className: string): ObjectEntry {
  const file = `app/objects/${className.toLowerCase()}.ts`
  const binding = className.toUpperCase()
  const entry = { className, binding, file, storage: 'sqlite' as const }
  return { ...entry, sql: false, handlers: [], features: [], methods: [] }
}

async function migrate(names: string[], options: Partial<MigrateOptions> = {}): Promise<string[]> {
  const objects = names.map(object)
  const migrated = await migrateClasses({
    manifest: { root, objects, routes: [], middleware: [] },
    config: await readRecordedConfig(root),
    code: { objects, exported: new Set(names) },
    given: { rename: [], delete: [], keep: [] },
    confirmed: false,
    questions: undefined,
    ...options,
  })
  return formatMigrated(migrated)
}

/** Someone at the terminal with prepared answers; `asked` has what was asked. */
function person(choice: Choice, typed = true) {
  const asked: unknown[] = []
  return {
    asked,
    async choose(...question: unknown[]) {
      asked.push(question)
      return choice
    },
    async confirmDelete(...question: unknown[]) {
      asked.push(question)
      return typed
    },
  }
}

describe('in a terminal', () => {
  test('a rename is offered with the new class of the same storage', async () => {
    write(shop)
    const questions = person({ what: 'rename', to: 'New' })
    const done = await migrate(['Cart', 'New'], { questions })
    expect(questions.asked).toEqual([[{ className: 'Old', storage: 'sqlite' }, ['New']]])
    expect(done.join()).toContain('Old is renamed to New')
    expect(read()).toContain(
      '"Old": { "type": "durable-object", "state": "renamed", "renamed_to": "New" },',
    )
    expect(await migrate(['Cart', 'New'], { questions })).toEqual([
      expect.stringContaining('Nothing to decide'),
    ])
  })

  test('a deletion needs the name typed in', async () => {
    write(shop)
    const questions = person({ what: 'delete' }, false)
    await expect(migrate(['Cart'], { questions })).rejects.toThrow('not confirmed')
    expect(read()).toBe(shop)
    await migrate(['Cart'], { questions: person({ what: 'delete' }) })
    expect(read()).toContain('"Old": { "type": "durable-object", "state": "deleted" }')
  })

  test('a class that is kept gets an empty definition, and the record stays', async () => {
    write(shop)
    await migrate(['Cart'], { questions: person({ what: 'keep' }) })
    expect(read()).toBe(shop)
    expect(read('app/objects/old.ts')).toContain('defineDurableObject({})')
  })
})

describe('without a terminal', () => {
  test('an open decision is reported with the commands for it', async () => {
    write(shop)
    await expect(migrate(['Cart', 'New'])).rejects.toThrow(
      expect.objectContaining({
        hint: expect.stringMatching(/--rename Old:New[\s\S]*--delete Old --yes/),
      }),
    )
    expect(read()).toBe(shop)
  })

  test('a deletion needs --yes', async () => {
    write(shop)
    const given = { rename: [], delete: ['Old'], keep: [] }
    await expect(migrate(['Cart'], { given })).rejects.toThrow('not confirmed')
    expect(read()).toBe(shop)
    await migrate(['Cart'], { given, confirmed: true })
    expect(read()).toContain('"state": "deleted"')
  })

  test('one decision that is impossible keeps all others from being carried out', async () => {
    write(shop)
    const given = { rename: [{ from: 'Cart', to: 'New' }], delete: ['Unknown'], keep: ['Old'] }
    await expect(migrate(['New'], { given, confirmed: true })).rejects.toThrow('Unknown')
    expect(read()).toBe(shop)
    expect(existsSync(join(root, 'app/objects/old.ts'))).toBe(false)
  })

  test('a decision applies to each environment with its own exports', async () => {
    const exports = '{ "Old": { "type": "durable-object", "storage": "sqlite" } }'
    write(`{ "exports": ${exports}, "env": { "production": { "exports": ${exports} } } }`)
    const given = { rename: [{ from: 'Old', to: 'New' }], delete: [], keep: [] }
    await migrate(['New'], { given })
    expect(read().match(/"renamed_to": "New"/g)).toHaveLength(2)
    expect(read().match(/"New": \{ "type"/g)).toHaveLength(2)
  })
})

describe('the file', () => {
  const given = { rename: [{ from: 'Old', to: 'New' }], delete: [], keep: [] }

  test('keeps its permissions', async () => {
    write(shop)
    chmodSync(join(root, 'wrangler.jsonc'), 0o640)
    await migrate(['Cart', 'New'], { given })
    expect(statSync(join(root, 'wrangler.jsonc')).mode & 0o777).toBe(0o640)
  })

  test('is not written when it is read-only', async () => {
    write(shop)
    chmodSync(join(root, 'wrangler.jsonc'), 0o444)
    await expect(migrate(['Cart', 'New'], { given })).rejects.toThrow('read-only')
    expect(read()).toBe(shop)
  })

  test.each([
    ['{ "exports": { "Old": ', /wrangler\.jsonc is damaged: .*expected/],
    ['[]', /must hold one object/],
    ['{ "exports": {}, "exports": {} }', /"exports" appears twice/],
  ])('is not written when it is damaged: %s', async (text, message) => {
    write(text)
    await expect(migrate(['Cart', 'New'], { given })).rejects.toThrow(message)
    await expect(migrate(['Cart', 'New'], { given })).rejects.toThrow(
      expect.objectContaining({ file: expect.stringMatching(/^wrangler\.jsonc:1:\d+$/) }),
    )
    expect(read()).toBe(text)
  })

  test('is not edited when it is TOML: the user is shown what to add', async () => {
    const toml = '[exports.Old]\ntype = "durable-object"\nstorage = "sqlite"\n'
    write(toml, 'wrangler.toml')
    const [snippet] = await migrate(['New'], { given })
    expect(snippet).toContain(
      '[exports.Old]\ntype = "durable-object"\nstate = "renamed"\nrenamed_to = "New"',
    )
    expect(snippet).toContain('[exports.New]')
    expect(read('wrangler.toml')).toBe(toml)
    expect(existsSync(join(root, 'wrangler.jsonc'))).toBe(false)
  })
})
