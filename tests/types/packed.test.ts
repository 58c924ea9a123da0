import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findEntries } from '../../scripts/reference/entries.ts'
import { readEntries } from '../../scripts/reference/read-entries.ts'
import { check, compilerVersions } from './compilers.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const fixture = join(import.meta.dirname, 'fixtures/packed')
const root = mkdtempSync(join(tmpdir(), 'cloudwerk-packed-'))
const modules = join(root, 'node_modules')

/** The ambient types of each fixture file: a Worker, a test, a Vite configuration and a page. */
const ambient: Record<string, { types: string[]; lib?: string[] }> = {
  worker: { types: ['@cloudflare/workers-types'] },
  vitest: { types: ['@cloudflare/workers-types', '@cloudflare/vitest-plugin/types'] },
  node: { types: ['node'] },
  page: { types: [], lib: ['dom', 'dom.iterable'] },
}

// Creates an app with the packed packages and links to their dependencies.
beforeAll(async () => {
  mkdirSync(join(modules, '@cloudwerk'), { recursive: true })
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name.startsWith('.') || name === '@cloudwerk') continue
    symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  }
  cpSync(fixture, root, { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n')
  await Promise.all(['durable-object', 'core', 'client', 'dev'].map(install))
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const cases = compilerVersions.flatMap((version) =>
  ['node16', 'bundler'].map((resolution) => ({ version, resolution })),
)

test.for(cases)(
  'TypeScript $version accepts the packed types with moduleResolution $resolution',
  async ({ version, resolution }) => {
    for (const [file, { types, lib = [] }] of Object.entries(ambient)) {
      const compilerOptions = {
        target: 'es2023',
        // The types of vitest-plugin 1.4.0 need esnext.disposable.
        lib: ['es2024', 'esnext.disposable', ...lib],
        module: resolution === 'bundler' ? 'esnext' : resolution,
        moduleResolution: resolution,
        types,
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      }
      const project = { compilerOptions, files: [`${file}.ts`] }
      writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(project))
      expect(await check(root, version), file).toBe('')
    }
  },
)

test('the checked files import every export of every entry point', () => {
  const sources = readdirSync(fixture).map((file) => readFileSync(join(fixture, file), 'utf8'))
  for (const { specifier, entry } of readEntries(repository, findEntries(repository)).entries) {
    const imports = sources.map((text) => importedFrom(specifier, text)).join()
    expect(sources.join(), specifier).toContain(`from '${specifier}'`)
    for (const { name } of entry.exports) {
      expect(imports, specifier).toMatch(new RegExp(`\\b${name}\\b`))
    }
  }
})

function importedFrom(specifier: string, text: string): string {
  return new RegExp(`import {([^}]*)} from '${specifier}'`).exec(text)?.[1] ?? ''
}

async function install(name: string): Promise<void> {
  const target = join(modules, '@cloudwerk', name)
  mkdirSync(target)
  const args = ['pack', '--silent', '--pack-destination', target]
  const cwd = join(repository, 'packages', name)
  const { stdout } = await promisify(execFile)('npm', args, { cwd })
  const tarball = join(target, stdout.trim())
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components', '1'])
  rmSync(tarball)
}
