import { expect, test } from 'vitest'
import { cloudwerk, copyApp } from './app.ts'

test.each([
  [],
  ['dev'],
  ['build'],
  ['start'],
  ['deploy'],
  ['objects'],
  ['objects', 'list'],
  ['objects', 'info'],
  ['objects', 'migrate'],
  ['objects', 'delete-data'],
])('cloudwerk %s %s --help explains itself', async (...command: string[]) => {
  const { code, stdout } = await cloudwerk(copyApp(), ...command, '--help')
  expect(stdout).toMatch(/^Usage: cloudwerk/)
  expect(code).toBe(0)
})

test.each([
  ['build', '--fast'],
  ['start', '--port', 'eighty'],
  ['dev', '--port', '70000'],
  ['objects', 'list', 'extra'],
  ['objects', 'info'],
  ['objects', 'migrate', '--rename', 'Counter'],
  ['objects', 'delete-data'],
  ['serve'],
  [],
])('wrong usage, cloudwerk %s %s, is exit code 2', async (...args: string[]) => {
  expect(await cloudwerk(copyApp(), ...args)).toMatchObject({ code: 2, stdout: '' })
})

test('objects list shows what there is, and --json is only JSON', async () => {
  const root = copyApp()
  const table = await cloudwerk(root, 'objects', 'list')
  expect(table.output).toMatch(
    /Counter +COUNTER +app\/objects\/counter\.ts +sqlite +init +increment getValue/,
  )
  const { stdout, code } = await cloudwerk(root, 'objects', 'list', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual([
    {
      name: 'Counter',
      class: 'Counter',
      binding: 'COUNTER',
      file: 'app/objects/counter.ts',
      storage: 'sqlite',
      sql: false,
      handlers: ['init'],
      methods: ['increment', 'getValue'],
    },
  ])
})

const define = (inside: string) =>
  `import { defineDurableObject } from '@cloudwerk/durable-object'\n\nexport default defineDurableObject({\n${inside}\n})\n`
const good = define('  init: () => ({}),')

test.each<[string, Record<string, string | null>, RegExp]>([
  ['no app folder', { app: null }, /app/],
  ['no default export', { 'app/objects/a.ts': 'export const x = 1' }, /app\/objects\/a\.ts/],
  [
    'something else',
    { 'app/objects/a.ts': '\nexport default class A {}' },
    /app\/objects\/a\.ts:2/,
  ],
  [
    'a method that is no function',
    { 'app/objects/a.ts': define('  methods: {\n    go: 1,\n  },') },
    /app\/objects\/a\.ts:5[\s\S]*go/,
  ],
  [
    'a reserved name',
    { 'app/objects/a.ts': define('  methods: {\n    async queue() {},\n  },') },
    /app\/objects\/a\.ts:5[\s\S]*queue/,
  ],
  ['two files for one class', { 'app/objects/Counter.ts': good }, /Counter\.ts[\s\S]*counter\.ts/i],
  [
    'two files for one class, spelled otherwise',
    { 'app/objects/a-b.ts': good, 'app/objects/aB.ts': good },
    /a-?b\.ts[\s\S]*a-?b\.ts/i,
  ],
  ['a name that makes no class', { 'app/objects/123-x.ts': good }, /app\/objects\/123-x\.ts/],
  [
    'two routes with one path',
    {
      'app/(a)/x/route.ts': 'export const GET = () => new Response()',
      'app/x/route.ts': 'export const GET = () => new Response()',
    },
    /app\/\(a\)\/x\/route\.ts[\s\S]*app\/x\/route\.ts|app\/x\/route\.ts[\s\S]*app\/\(a\)\/x\/route\.ts/,
  ],
  ['a syntax error', { 'app/objects/a.ts': '\n\nexport default {' }, /app\/objects\/a\.ts:3/],
  [
    'a route that exports nothing usable',
    { 'app/x/route.ts': 'export const get = () => new Response()' },
    /app\/x\/route\.ts[\s\S]*GET/,
  ],
])('build answers %s with file and advice', async (_what, files, message) => {
  const { code, output } = await cloudwerk(copyApp(files), 'build')
  expect(output).toMatch(message)
  expect(output).not.toMatch(/\n\s+at /)
  expect(code).toBe(1)
})
