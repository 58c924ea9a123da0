import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check, compilerVersions } from './compilers.ts'
import { copyFixture, types, writeFiles } from './fixture.ts'

const counter = `import { defineDurableObject } from '@cloudwerk/durable-object'

interface State { value: number }

export default defineDurableObject<State>({
  fetch(request) { return this.sned(request) },
  methods: {
    async touch(by = 1) { this.state.value += by },
    async add() { await this.tocuh(); await this.touch('x') },
    async lines() {
      const values: string[] = [this.state.value]
      return values
    },
  },
})
`

test.for(['typescript', 'typescript-5'])(
  'with --check, errors that an editor cannot show are reported with their positions (%s)',
  async (typescript) => {
    const root = copyFixture('ring', { typescript, files: { 'app/objects/counter.ts': counter } })
    const { code, output } = await types(root, '--check')
    expect(code).toBe(1)
    expect(output).toContain("app/objects/counter.ts:6:32\n  Property 'sned' does not exist")
    expect(output).toContain("app/objects/counter.ts:9:30\n  Property 'tocuh' does not exist")
    expect(output).toContain("app/objects/counter.ts:9:56\n  Argument of type 'string'")
    expect(output).toContain("app/objects/counter.ts:11:33\n  Type 'number' is not assignable")
    expect(output).not.toContain('.cloudwerk')
  },
)

test('with --check, names in calls.reads are checked against methods from a spread', async () => {
  const text = `import { defineDurableObject } from '@cloudwerk/durable-object'

const more = { async list() {} }

export default defineDurableObject<{ value: number }>({
  calls: { reads: ['list', 'get', 'gte'] },
  methods: { ...more, async get() { return this.state.value } },
})
`
  const root = copyFixture('ring', { files: { 'app/objects/counter.ts': text } })
  const { code, output } = await types(root, '--check')
  expect(code).toBe(1)
  expect(output).toMatch(/^app\/objects\/counter\.ts:6:35\n {2}Type '"gte"' is not assignable/)
  expect(output.match(/counter\.ts:/g)).toHaveLength(1)
})

test('without --check, types are written even if methods contain errors', async () => {
  const root = copyFixture('ring', { files: { 'app/objects/counter.ts': counter } })
  expect(await types(root)).toEqual({
    code: 0,
    output: '.cloudwerk/types is up to date with 3 objects.\n',
  })
})

test('generated files are written only when they change, and are removed with their object', async () => {
  const root = copyFixture('ring', { files: { 'app/objects/counter.ts': counter } })
  await types(root)
  const before = generatedFiles(root)
  expect([...before.keys()]).toContain('types/app/objects/counter.d.ts')
  await types(root, '--check')
  expect(generatedFiles(root)).toEqual(before)

  rmSync(join(root, 'app/objects/counter.ts'))
  await types(root)
  const after = generatedFiles(root)
  const gone = [...before.keys()].filter((path) => !after.has(path))
  expect(gone).toEqual([
    'shadow/app/objects/counter.ts',
    'types/app/objects/counter.d.ts',
    'types/app/objects/counter.d.ts.map',
  ])
  const changed = [...after].filter(([path, time]) => before.get(path) !== time)
  const expected = ['shadow/register.d.ts', 'shadow/tsconfig.json', 'types/register.d.ts']
  expect(changed.map(([path]) => path)).toEqual(expected)
})

test('an app in which all objects declare their types needs no compiler', async () => {
  const root = copyFixture('results', { typescript: 'no-such-package' })
  expect(await types(root)).toMatchObject({ code: 0 })
  expect([...generatedFiles(root).keys()]).toEqual([
    'imports.d.ts',
    'tsconfig.json',
    'types/register.d.ts',
  ])
})

test('a syntax error in wrangler.jsonc is reported with its line', async () => {
  const root = copyFixture('ring', { files: { 'wrangler.jsonc': '{\n  "vars": {\n' } })
  const { code, output } = await types(root)
  expect(code).toBe(1)
  expect(output).toContain('wrangler.jsonc:3:1')
})

test('an invalid compiler option of the app is reported', async () => {
  const root = copyFixture('ring')
  const options = { target: 'es5000' }
  const tsconfig = { extends: './.cloudwerk/tsconfig.json', compilerOptions: options }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(tsconfig))
  const { code, output } = await types(root, '--check')
  expect(code).toBe(1)
  expect(output).toContain('tsconfig.json:1:')
})

test("the app's own output options do not affect the types", async () => {
  const root = copyFixture('ring')
  writeFiles(root, {
    'tsconfig.json': JSON.stringify({
      extends: './.cloudwerk/tsconfig.json',
      compilerOptions: {
        ...{ composite: true, declaration: true, declarationDir: 'out', noEmit: false },
        ...{ tsBuildInfoFile: 'out/info', noUnusedLocals: true, emitDeclarationOnly: true },
      },
      include: ['app'],
    }),
  })
  expect(await types(root, '--check')).toMatchObject({ code: 0 })
  for (const version of compilerVersions) expect(await check(root, version)).toBe('')
})

/** The files in `.cloudwerk` with the times of their last changes. */
function generatedFiles(root: string): Map<string, number> {
  const folder = join(root, '.cloudwerk')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = paths.map((path) => ({ path, stats: statSync(join(folder, path)) }))
  return new Map(
    files.flatMap(({ path, stats }) => (stats.isFile() ? [[path, stats.mtimeMs] as const] : [])),
  )
}
