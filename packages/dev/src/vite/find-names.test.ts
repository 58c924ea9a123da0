import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAppContext } from './app-context.ts'
import { allNamed, findNames } from './find-names.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-names-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** The names in an app whose only object is `app/objects/a.ts`. Packages are in `packages/`. */
function find(files: Record<string, string>): Promise<string[]> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const app = createAppContext({ toolPrintsErrors: false, failureHeader: undefined })
  app.root = root
  const [file] = Object.keys(files)
  app.manifest = { root, objects: [{ file } as never], routes: [], middleware: [] }
  return findNames({ resolve: async (specifier, importer) => resolve(specifier, importer) }, app)
}

function resolve(specifier: string, importer: string) {
  if (specifier === 'external') return { id: specifier, external: true }
  if (specifier === 'missing') return null
  const isFile = specifier.startsWith('.')
  return { id: isFile ? join(dirname(importer), specifier) : join(root, 'packages', specifier) }
}

const object = 'app/objects/a.ts'

describe('the features that an app names', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['none', { [object]: 'export default 1' }, []],
    ['its own object', { [object]: 'f(this.ctx.storage)' }, ['storage']],
    ['a module that throws an HttpError', { [object]: 'throw new HttpError(404)' }, ['httpErrors']],
    ['its own object, for all of its sockets', { [object]: 'this.broadcast(1)' }, ['sockets']],
    ['text', { [object]: "this.ctx['storage']" }, ['storage']],
    ['a call', { [object]: 'a.pay\n  .once(key, 1)' }, ['once']],
    ['a method that is taken', { [object]: 'const { once } = a.pay' }, ['once']],
    ['a text in brackets', { [object]: "a.pay['once']" }, ['once']],
    ['no comment or other word', { [object]: '// at once\nruns.onced()' }, []],
    [
      'a file that it imports',
      {
        [object]: "import './b.ts'",
        'app/objects/b.ts': 'export const f = (self) => self.outside()',
      },
      ['outside'],
    ],
    [
      'a package',
      {
        [object]: "export { f } from 'db'",
        'packages/db': "import './more.js'",
        'packages/more.js': 'ctx.storage; self.outside',
      },
      ['storage', 'outside'],
    ],
    [
      'a file that it loads later',
      { [object]: "await import('./b.ts')", 'app/objects/b.ts': 'ctx.storage' },
      ['storage'],
    ],
    [
      'CommonJS',
      {
        [object]: "import 'old'",
        'packages/old': "require('./b.js')",
        'packages/b.js': 'x.storage',
      },
      ['storage'],
    ],
    [
      'no file of a type, of the platform or from elsewhere',
      {
        [object]: `import type { A } from 'missing'
import { type B } from 'missing'
import 'node:fs'
import 'cloudflare:workers'
import '@cloudwerk/core'
import 'external'
import './data.json'
export type { C } from 'missing'`,
      },
      [],
    ],
  ])('are found in %s', async (_, files, names) => {
    expect(await find(files)).toEqual(names)
  })

  it.each<[string, Record<string, string>]>([
    ['imports what is not found', { [object]: "import 'missing'" }],
    ['imports a file that cannot be read', { [object]: "import './gone.ts'" }],
    ['imports what is computed', { [object]: 'await import(name)' }],
    ['imports many files at once', { [object]: "import.meta.glob('./*.ts')" }],
    ['requires what is computed', { [object]: 'require(name)' }],
    ['cannot be parsed', { [object]: '<template>' }],
  ])('are all, where a module %s', async (_, files) => {
    expect(await find(files)).toEqual(allNamed)
  })
})
