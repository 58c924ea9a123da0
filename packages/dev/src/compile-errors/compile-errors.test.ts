import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { explainCompileError } from './compile-errors.ts'

const object = 'app/objects/a.ts'

/** What Vite itself throws for these files, explained. */
async function problemOf(files: Record<string, string>, folder = ''): Promise<string> {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-compile-'))
  onTestFinished(() => rmSync(base, { recursive: true }))
  const root = join(base, folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const error = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { ssr: object, write: false },
  }).catch((reason: unknown) => reason)
  const problems = explainCompileError(error, root)
  return problems
    .map(({ file, message, hint }) => [file, message, hint].filter(Boolean).join('\n'))
    .join('\n\n')
}

test.each<[string, Record<string, string>, string | RegExp]>([
  [
    'a missing file',
    { [object]: "\nimport { x } from './nope'\nconsole.log(x)" },
    "app/objects/a.ts:2:19\nCannot find './nope': there is no such file.\nFix the path, which is relative to this file, or create the file.",
  ],
  [
    'a name that is not exported',
    { [object]: "import { x } from '../b'\nconsole.log(x)", 'app/b.ts': 'export const y = 1' },
    /^app\/objects\/a\.ts:1:10\n"x" is not exported by "app\/b\.ts"\.\n +╭─\[ app\/objects\/a\.ts:1:10 \]\n/,
  ],
  [
    'a syntax error',
    { [object]: "import '../b'", 'app/b.ts': 'export const y = {' },
    /^app\/b\.ts:1:\d+\nExpected `}` but found `EOF`\n/,
  ],
  [
    'a style sheet that imports a missing file',
    { [object]: "import '../b.css'", 'app/b.css': '@import "./nope.css";' },
    "app/b.css\nENOENT: no such file or directory, open './nope.css'",
  ],
  [
    'a tsconfig.json that extends a missing file',
    { [object]: 'export {}', 'tsconfig.json': '{ "extends": "./nope.json" }' },
    /^tsconfig\.json\ntsconfig\.json extends nope\.json, which does not exist\.\nAn app extends "\.\/\.cloudwerk\/tsconfig\.json"/,
  ],
  [
    'a tsconfig.json that is damaged',
    { [object]: 'export {}', 'tsconfig.json': '{\n  "extends": ' },
    /^tsconfig\.json:2:\d+\ntsconfig\.json is damaged: .+\.\nFix it by hand\.$/,
  ],
  [
    'a package.json that is damaged',
    { [object]: "import './b'", 'app/objects/b.ts': 'export {}', 'package.json': '{ nope' },
    /^package\.json:1:3\npackage\.json is damaged: .+\.\nFix it by hand\.$/,
  ],
])('%s is reported with its position and what to do', async (_, files, told) => {
  expect(await problemOf(files)).toEqual(
    typeof told === 'string' ? told : expect.stringMatching(told),
  )
})

// Rolldown names files from where the command runs, so that the way there differs with the depth.
test.each(['', 'a', 'a/b', 'a/b/c', 'a/b/c/d/e/f', 'tést # 100%/a b/(c)'])(
  'a file has the same name wherever the app is: %j',
  async (folder) => {
    const imported = await problemOf({ [object]: "import './nope'" }, folder)
    expect(imported).toMatch(/^app\/objects\/a\.ts:1:8\nCannot find '\.\/nope': /)
    const text = { [object]: "import { x } from '../b'\nx()", 'app/b.ts': 'export {}' }
    expect(await problemOf(text, folder)).toMatch(
      /^app\/objects\/a\.ts:1:10\n"x" is not exported by "app\/b\.ts"/,
    )
  },
)

test('a file of an app that is reached through a link is named relative to the app', async () => {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-compile-'))
  onTestFinished(() => rmSync(base, { recursive: true }))
  mkdirSync(join(base, 'real/app'), { recursive: true })
  writeFileSync(join(base, 'real/app/a.ts'), "import './nope'")
  symlinkSync(join(base, 'real'), join(base, 'link'))
  const message = `Cannot find module './nope' imported from '${join(base, 'real/app/a.ts')}'`
  const [problem] = explainCompileError({ message }, join(base, 'link'))
  expect(problem?.file).toBe('app/a.ts:1:8')
})

test('an error that is not about a file of the app is left alone', () => {
  expect(explainCompileError(new TypeError('x is not a function'), '/app')).toEqual([])
  expect(explainCompileError(Object.assign(new Error('no'), { id: 'user-1' }), '/app')).toEqual([])
})
