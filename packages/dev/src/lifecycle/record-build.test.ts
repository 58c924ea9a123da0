import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRecordedConfig } from '../config/parse-config.ts'
import { type BuildRecording, recordBuild } from './record-build.ts'

let root: string
let notices: string[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-record-'))
  notices = []
})

afterEach(() => rmSync(root, { recursive: true }))

const sqlite = '{ "type": "durable-object", "storage": "sqlite" }'
const write = (text: string) => writeFileSync(join(root, 'wrangler.jsonc'), text)
const read = () => readFileSync(join(root, 'wrangler.jsonc'), 'utf8')

async function record(names: string[], build: Partial<BuildRecording> = {}): Promise<void> {
  const objects = names.map((className) => ({
    className,
    binding: className.toUpperCase(),
    file: `app/objects/${className.toLowerCase()}.ts`,
    storage: 'sqlite' as const,
    sql: false,
    handlers: [],
    features: [],
    methods: [],
  }))
  recordBuild({
    manifest: { root, objects, routes: [], middleware: [] },
    exported: new Set(['default', ...names]),
    config: {
      ...(await readRecordedConfig(root)),
      environment: undefined,
      main: undefined,
      bound: [],
      name: 'shop',
      compatibilityDate: '2026-10-01',
    },
    frozen: false,
    onNotice: (text) => notices.push(text),
    ...build,
  })
}

test('an app without objects gets no file', async () => {
  await record([])
  expect(readdirSync(root)).toEqual([])
  expect(notices).toEqual([])
})

test('a first file has the name, the date and the classes, and is not created twice', async () => {
  await record(['Cart', 'Order'])
  const made = read()
  expect(made).toContain('"name": "shop"')
  expect(made).toContain(`    "Cart": ${sqlite},\n    "Order": ${sqlite}\n  }`)
  await record(['Cart', 'Order'])
  expect(read()).toBe(made)
  expect(notices).toHaveLength(1)
})

test('a thousand new classes are one edit', async () => {
  write(`{\n  "exports": {\n    "Cart": ${sqlite} // carts\n  }\n}\n`)
  const names = ['Cart', ...Array.from({ length: 1000 }, (_, index) => `Thing${index}`)]
  await record(names)
  expect(read().match(/"Thing\d+": \{/g)).toHaveLength(1000)
  expect(read()).toContain(`"Cart": ${sqlite}, // carts\n`)
})

test('one class that has vanished keeps all new ones from being written', async () => {
  const text = `{ "exports": { "Old": ${sqlite} } }`
  write(text)
  await expect(record(['New', 'Newer'])).rejects.toThrow('lists the class Old')
  expect(read()).toBe(text)
})

test('in CI nothing is written, and a class that is already recorded is not an error', async () => {
  await expect(record(['Cart'], { frozen: true })).rejects.toThrow('cannot be recorded in CI')
  expect(readdirSync(root)).toEqual([])
  await record(['Cart'])
  await record(['Cart'], { frozen: true })
})

test('the error for a damaged file names its line', async () => {
  write('{\n  "exports": {\n    "Cart": ]\n  }\n}')
  await expect(record(['Cart'])).rejects.toThrow(
    expect.objectContaining({ file: 'wrangler.jsonc:3:13' }),
  )
})
