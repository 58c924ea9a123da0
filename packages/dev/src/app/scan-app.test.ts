import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../user-error.ts'
import { problemsOf } from './problems.ts'
import { scanApp } from './scan-app.ts'

const object = 'export default defineDurableObject({ methods: { async add() {} } })\n'
const route = 'export function GET() {}\n'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cloudwerk scan [x]-'))
})

afterEach(() => rm(root, { recursive: true }))

async function write(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), withImport(text))
  }
}

/** At the end, where it moves no position. */
function withImport(text: string): string {
  return text.startsWith('export default defineDurableObject(')
    ? `${text}\nimport { defineDurableObject } from '@cloudwerk/durable-object'`
    : text
}

async function failure(): Promise<UserError> {
  const error = await scanApp(root).catch((reason: unknown) => reason)
  if (error instanceof UserError) return error
  throw new Error(`no UserError but ${JSON.stringify(error)}`)
}

async function problem(): Promise<Pick<UserError, 'file' | 'message' | 'hint'>> {
  const error = await failure()
  expect(problemsOf(error)).toHaveLength(1)
  return error
}

async function objects(): Promise<string[]> {
  return (await scanApp(root)).objects.map(({ className, file }) => `${className} ${file}`)
}

async function routes(): Promise<string[]> {
  return (await scanApp(root)).routes.map(({ path, file }) => `${path} ${file}`)
}

describe('an app', () => {
  it('is read from its files', async () => {
    await write({
      'app/objects/chat-room.ts':
        'export default defineDurableObject({ sqlite: true, init() {}, methods: { say() {} } })',
      'app/objects/audit.ts': "export default defineDurableObject({ name: 'Ledger' })",
      'app/api/rooms/[id]/route.ts': 'export function POST() {}\nexport function GET() {}',
      'app/(site)/route.ts': "export * from './other'",
    })
    expect(await scanApp(root)).toEqual({
      root,
      objects: [
        {
          className: 'ChatRoom',
          binding: 'CHAT_ROOM',
          file: 'app/objects/chat-room.ts',
          storage: 'sqlite',
          sql: true,
          handlers: ['init'],
          features: ['sql'],
          methods: ['say'],
        },
        {
          className: 'Ledger',
          binding: 'LEDGER',
          file: 'app/objects/audit.ts',
          storage: 'sqlite',
          sql: false,
          handlers: [],
          features: [],
          methods: [],
        },
      ],
      routes: [
        {
          path: '/',
          patterns: ['/'],
          file: 'app/(site)/route.ts',
          methods: [],
        },
        {
          path: '/api/rooms/[id]',
          patterns: ['/api/rooms/:id'],
          file: 'app/api/rooms/[id]/route.ts',
          methods: ['GET', 'POST'],
        },
      ],
      middleware: [],
    })
  })

  it('may be empty', async () => {
    await mkdir(join(root, 'app'))
    expect(await scanApp(root)).toEqual({ root, objects: [], routes: [], middleware: [] })
  })

  it.each([
    ['missing', async () => {}],
    ['a file', () => write({ app: '' })],
  ])('is refused when its app folder is %s, with what to create', async (_, make) => {
    await make()
    const { message, hint, file } = await problem()
    expect(message).toBe(`There is no app folder in ${root}.`)
    expect(file).toBe('app')
    expect(hint).toContain('create app/route.ts')
    expect(hint).toContain("export const GET = () => json({ hello: 'world' })")
  })

  it('is refused with all of its problems together', async () => {
    await write({
      'app/objects/a.ts': object.replace('add() {}', 'add() {},\n  fetch: 1'),
      'app/objects/b.ts': 'const x = ;',
      'app/x/route.ts': '',
      'app/[y/route.ts': route,
    })
    const error = await failure()
    expect(error.message).toMatch(/^5 problems in the app:\n\n/)
    expect(problemsOf(error).map(({ file }) => file)).toEqual([
      'app/objects/a.ts:2:3',
      'app/objects/a.ts:2:3',
      'app/objects/b.ts:1:11',
      'app/[y/route.ts',
      'app/x/route.ts:1:1',
    ])
    expect(error.message).not.toMatch(/ $/m)
    for (const { file, message, hint } of problemsOf(error)) {
      expect(error.message).toContain(`\n\n${file}: ${message.split('\n')[0]}\n`)
      for (const line of hint?.split('\n') ?? []) expect(error.message).toContain(`\n  ${line}`)
    }
  })
})

describe('objects', () => {
  it('are the modules directly in app/objects, sorted by class', async () => {
    await write({
      'app/objects/zoo.ts': object,
      'app/objects/b.js': object,
      'app/objects/c.mts': object,
      'app/objects/a.mjs': object,
    })
    expect(await objects()).toEqual([
      'A app/objects/a.mjs',
      'B app/objects/b.js',
      'C app/objects/c.mts',
      'Zoo app/objects/zoo.ts',
    ])
  })

  it.each([
    'a.test.ts',
    'a.spec.mts',
    'a.d.ts',
    'a.d.mts',
    '_private.ts',
    '.hidden.ts',
    'index.ts',
    'index.js',
    'nested/a.ts',
    'notes.md',
    'a.ts/x.txt',
    'route.ts/route.ts',
  ])('are not %s', async (name) => {
    await write({ [`app/objects/${name}`]: 'const x = ;' })
    expect(await scanApp(root)).toMatchObject({ objects: [], routes: [] })
  })

  it.each(['map', 'response', 'durable-object', 'object', 'env', 'route'])(
    'may be named %s',
    async (name) => {
      await write({ [`app/objects/${name}.ts`]: object })
      expect(await objects()).toHaveLength(1)
    },
  )

  it.each([
    ['Counter.ts', 'counter.ts', 'Counter'],
    ['a-b.ts', 'aB.ts', 'AB'],
    ['counter.js', 'counter.ts', 'Counter'],
  ])('of one class are refused: %s and %s', async (first, second, className) => {
    await write({ [`app/objects/${first}`]: object, [`app/objects/${second}`]: object })
    const { message, hint, file } = await problem()
    expect(message).toBe(
      `app/objects/${first} and app/objects/${second} both give the class ${className}.`,
    )
    expect(file).toBe(`app/objects/${second}`)
    expect(hint).toContain('Rename one of the files')
  })

  it('of one binding are refused', async () => {
    await write({ 'app/objects/HTTPRoom.ts': object, 'app/objects/http-room.ts': object })
    expect((await problem()).message).toBe(
      'app/objects/HTTPRoom.ts and app/objects/http-room.ts both give the binding HTTP_ROOM (classes HTTPRoom and HttpRoom).',
    )
  })

  it('of one class are refused when the name is in the definition', async () => {
    await write({
      'app/objects/a.ts': "export default defineDurableObject({ name: 'B' })",
      'app/objects/b.ts': object,
    })
    expect((await problem()).message).toContain('both give the class B.')
  })

  it('need a file name that makes a class name, or a name of their own', async () => {
    await write({ 'app/objects/123-x.ts': object })
    const { message, hint, file } = await problem()
    expect(message).toBe('No class name can be derived from the file name "123-x.ts".')
    expect(file).toBe('app/objects/123-x.ts')
    expect(hint).toContain('x.ts')
    await write({ 'app/objects/123-x.ts': "export default defineDurableObject({ name: 'X' })" })
    expect(await objects()).toEqual(['X app/objects/123-x.ts'])
  })

  it.each([
    ['a.tsx', 'Objects are .ts, .js, .mts or .mjs files, but this one is .tsx.', 'a.ts'],
    [
      'chat-room.cts',
      'Objects are .ts, .js, .mts or .mjs files, but this one is .cts.',
      'chat-room.ts',
    ],
  ])('are not ignored silently: %s', async (name, message, suggestion) => {
    await write({ [`app/objects/${name}`]: object })
    const found = await problem()
    expect(found).toMatchObject({ message, file: `app/objects/${name}` })
    expect(found.hint).toMatch(
      new RegExp(`Rename it to ${suggestion}( without JSX in it)?, or start its name with "_"`),
    )
  })

  it('are refused where defineDurableObject is not imported', async () => {
    await mkdir(join(root, 'app/objects'), { recursive: true })
    await writeFile(join(root, 'app/objects/a.ts'), `\n${object}`)
    expect(await problem()).toMatchObject({
      message: 'defineDurableObject is not imported.',
      file: 'app/objects/a.ts:2:16',
      hint: "Add at the top: import { defineDurableObject } from '@cloudwerk/durable-object'",
    })
    const local = `const { defineDurableObject } = await import('@cloudwerk/durable-object')\n${object}`
    await writeFile(join(root, 'app/objects/a.ts'), local)
    expect(await objects()).toEqual(['A app/objects/a.ts'])
  })

  it('may begin with a byte order mark and have CRLF line ends', async () => {
    await write({ 'app/objects/a.ts': `\uFEFF// a\r\n${withImport(object)}` })
    expect(await objects()).toEqual(['A app/objects/a.ts'])
    await write({ 'app/objects/a.ts': '\uFEFF// a\r\nexport default 5\r\n' })
    expect((await problem()).file).toBe('app/objects/a.ts:2:1')
  })
})

describe('routes', () => {
  it.each([
    [
      "export const GET = (_: Request, { params }: RouteContext<'/b/[id]'>) => params",
      'RouteContext',
    ],
    ["export const GET = live<'/b/[id]'>(() => new Response())", 'live'],
  ])('name no other route: %s', async (text, named) => {
    await write({ 'app/a/[id]/route.ts': text })
    expect(await problem()).toMatchObject({
      message: 'This route is /a/[id], but its context is that of /b/[id].',
      hint: `Write ${named}<'/a/[id]'>.`,
    })
  })

  it('are the route files, the most specific first', async () => {
    await write({
      'app/route.ts': route,
      'app/[...all]/route.mjs': route,
      'app/files/[id]/route.js': route,
      'app/files/new/route.mts': route,
      'app/api/objects/route.ts': route,
      'app/.well-known/thing/route.ts': route,
      'app/(group)/files/[id]/(inner)/raw/route.ts': route,
      'app/route.ts.d/route.ts': route,
    })
    expect(await routes()).toEqual([
      '/ app/route.ts',
      '/.well-known/thing app/.well-known/thing/route.ts',
      '/api/objects app/api/objects/route.ts',
      '/files/new app/files/new/route.mts',
      '/files/[id] app/files/[id]/route.js',
      '/files/[id]/raw app/(group)/files/[id]/(inner)/raw/route.ts',
      '/route.ts.d app/route.ts.d/route.ts',
      '/[...all] app/[...all]/route.mjs',
    ])
  })

  it.each([
    'objects/route/route.ts',
    'objects/x/route.ts',
    '_lib/route.ts',
    'api/_lib/x/route.ts',
    'node_modules/x/route.ts',
    'api/route.test.ts',
    'api/my-route.ts',
    'api/route.d.ts',
    'route.ts/readme.md',
  ])('are not %s', async (file) => {
    await write({ [`app/${file}`]: 'const x = ;' })
    expect(await routes()).toEqual([])
  })

  it.each(['api/route.tsx', 'route.jsx'])(
    'have no JSX, and say where it goes: %s',
    async (file) => {
      await write({ [`app/${file}`]: route })
      const { message, hint } = await problem()
      expect(message).toBe(`Routes cannot have JSX, but this one is ${file.replace('api/', '')}.`)
      expect(hint).toContain('import that in route.ts')
    },
  )

  it.each(['api/Route.ts', 'route.cjs'])('are not ignored silently: %s', async (file) => {
    await write({ [`app/${file}`]: route })
    const name = file.replace('api/', '')
    expect(await problem()).toMatchObject({
      message: `Routes are files named route.ts, but this one is ${name}.`,
      file: `app/${file}`,
    })
  })

  it.each([
    ['x/route.js', 'x/route.ts', '/x'],
    ['(a)/x/route.ts', 'x/route.ts', '/x'],
    ['(a)/route.ts', '(b)/route.ts', '/'],
    ['[id]/route.ts', '[slug]/route.ts', '/[id] and /[slug]'],
    ['x/[[...rest]]/route.ts', 'x/route.ts', '/x and /x/[[...rest]]'],
    ['x/[...rest]/route.ts', 'x/[[...all]]/route.ts', '/x/[...rest] and /x/[[...all]]'],
  ])('of one path are refused: %s and %s', async (one, other, paths) => {
    await write({ [`app/${one}`]: route, [`app/${other}`]: route })
    const { message, hint, file } = await problem()
    expect(message).toContain(`app/${one}`)
    expect(message).toContain(`app/${other}`)
    expect(message).toContain(`answer the same URLs (${paths}).`)
    expect([`app/${one}`, `app/${other}`]).toContain(file)
    expect(hint).toContain('Keep one of them')
  })

  it('may have parameters of different names at one place when the paths differ', async () => {
    await write({ 'app/[id]/a/route.ts': route, 'app/[slug]/b/route.ts': route })
    expect(await routes()).toHaveLength(2)
  })

  it('are refused with their file when a folder is not a valid route folder', async () => {
    await write({ 'app/api/[id/route.ts': route })
    const { message, hint, file } = await problem()
    expect(message).toBe('"[id" is not a valid route folder.')
    expect(file).toBe('app/api/[id/route.ts')
    expect(hint).toContain('[name]')
  })

  it('are refused when they export nothing usable', async () => {
    await write({ 'app/api/route.ts': '\nexport function post() {}\n' })
    const { hint, file } = await problem()
    expect(file).toBe('app/api/route.ts:2:17')
    expect(hint).toContain('Rename "post" to POST.')
  })
})

describe('links', () => {
  it('to files and folders are followed', async () => {
    await write({ 'shared/counter.ts': object, 'shared/api/x/route.ts': route })
    await mkdir(join(root, 'app/objects'), { recursive: true })
    await symlink(join(root, 'shared/counter.ts'), join(root, 'app/objects/counter.ts'))
    await symlink('../shared/api', join(root, 'app/api'))
    expect(await scanApp(root)).toMatchObject({
      objects: [{ file: 'app/objects/counter.ts' }],
      routes: [{ path: '/api/x', file: 'app/api/x/route.ts' }],
    })
  })

  it('that lead back are left out', async () => {
    await write({ 'app/api/route.ts': route })
    await symlink('..', join(root, 'app/api/up'))
    expect(await routes()).toEqual(['/api app/api/route.ts'])
  })

  it('that lead nowhere are reported where a module is expected', async () => {
    await mkdir(join(root, 'app/objects'), { recursive: true })
    await symlink('nowhere.txt', join(root, 'app/readme.txt'))
    expect(await objects()).toEqual([])
    await symlink('nowhere.ts', join(root, 'app/objects/counter.ts'))
    const { message, hint, file } = await problem()
    expect(message).toBe('The file cannot be read (ENOENT).')
    expect(file).toBe('app/objects/counter.ts')
    expect(hint).toContain('broken link')
  })
})

// Permissions do not bind root.
describe.skipIf(process.getuid?.() === 0)('permissions', () => {
  it('that are missing are reported for a file', async () => {
    await write({ 'app/objects/counter.ts': object })
    await chmod(join(root, 'app/objects/counter.ts'), 0)
    const { message, hint, file } = await problem()
    expect(message).toBe('The file cannot be read (EACCES).')
    expect(file).toBe('app/objects/counter.ts')
    expect(hint).toBe('Check its permissions.')
  })

  it('that are missing are reported for a folder', async () => {
    await write({ 'app/api/route.ts': route })
    await chmod(join(root, 'app/api'), 0)
    const error = await problem()
    await chmod(join(root, 'app/api'), 0o755)
    expect(error.message).toBe('The folder app/api cannot be read (EACCES).')
    expect(error.file).toBe('app/api')
    expect(error.hint).toBe('Check its permissions.')
  })
})
