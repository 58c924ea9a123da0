import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { explainUnresolved } from './unresolved-import.ts'

const base = {
  'app/objects/a.ts': '',
  'app/lib/rooms.ts': '',
  'src/words/all.ts': '',
  'vite.config.ts': '',
  'node_modules/pk/package.json': '{ "name": "pk" }',
  'tsconfig.json': '{ "extends": "./config/base.json", } // comment',
  'config/base.json':
    '{ "compilerOptions": { "paths": { "@app/*": ["../x/*"], "exact": ["../y"] } } }',
}

function explain(what: string, { file = 'app/objects/a.ts', files = {} } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-import-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries({ ...base, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if (text !== null) writeFileSync(join(root, path), String(text))
  }
  return explainUnresolved({ what, file: join(root, file), root })
}

test.each(['nope', 'nope/inner', '@nope/package', '@nope/package/inner', 'words.js'])(
  '%s may be a package that is not installed',
  (what) => {
    const { message, hint } = explain(what)
    expect(message).toBe(`Cannot find '${what}': no such package is installed.`)
    expect(hint).toBe(`Run npm install ${what.replace('/inner', '')}.`)
  },
)

test.each<[string, string | RegExp]>([
  ['@/lib/rooms', /"paths": \{ "@\/\*": \["\.\/app\/\*"\] \}/],
  ['~/lib/rooms', /"paths": \{ "~\/\*": \["\.\/app\/\*"\] \}/],
  ['@lib/rooms', /"paths": \{ "@lib\/\*": \["\.\/app\/lib\/\*"\] \}/],
  ['@words/all', /"paths": \{ "@words\/\*": \["\.\/src\/words\/\*"\] \}/],
  ['lib/rooms', /"paths": \{ "lib\/\*": \["\.\/app\/lib\/\*"\] \}/],
  ['$lib/rooms', /"paths": \{ "\$lib\/\*": \["\.\/app\/lib\/\*"\] \}/],
  ['@', /"paths"/],
  ['~rooms', /"paths"/],
  ['Rooms', /"paths"/],
  ['#rooms', /"imports" of package\.json/],
  ['virtual:rooms', 'A plugin or the runtime must provide it.'],
  ['@app/nope', 'Fix the name, or the target of "@app/*" in config/base.json.'],
  ['exact', 'Fix the name, or the target of "exact" in config/base.json.'],
])('%s looks like an alias, and the hint is not to install it', (what, told) => {
  const { message, hint } = explain(what)
  expect(message).toBe(`Cannot find '${what}': it does not lead to a file.`)
  expect(hint).toMatch(told)
  expect(hint).not.toContain('npm install')
})

test('an alias is not known yet in the configuration of Vite', () => {
  expect(explain('@/plugin', { file: 'vite.config.ts' }).hint).toMatch(
    /^This file is loaded before/,
  )
})

test('a jsconfig.json is not read', () => {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-import-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'jsconfig.json'), '{}')
  const { hint } = explainUnresolved({ what: '@/a', file: join(root, 'a.js'), root })
  expect(hint).toMatch(/^jsconfig\.json is not read: rename it/)
})

test('an installed package that does not export the name is not to be installed again', () => {
  const { message, hint } = explain('pk/inner')
  expect(message).toBe("Cannot find 'pk/inner': the installed version of pk does not export it.")
  expect(hint).not.toContain('npm install')
})
