import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { linkPackages } from '../end-to-end/link-packages.ts'
import { prepareFolder } from '../prepared-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with a built copy of each example. */
    builtExamples: string
  }
}

const repository = fileURLToPath(new URL('../..', import.meta.url))
const leftovers = new Set(['dist', '.wrangler', '.cloudwerk', 'node_modules'])

/** Copies the examples, so that tests never touch the work tree, and builds them all. */
export default function setup(project: TestProject): () => Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-examples-'))
  const examples = join(repository, 'examples')
  const filter = (source: string) => !leftovers.has(basename(source))
  cpSync(examples, base, { recursive: true, filter })
  // Not in each: what examples import from each other's folders finds it here as well.
  symlinkSync(join(repository, 'node_modules'), join(base, 'node_modules'))
  const folders = readdirSync(base).filter((name) => existsSync(join(base, name, 'app')))
  for (const name of folders) {
    linkPackages(join(repository, 'node_modules'), join(base, name))
  }
  project.provide('builtExamples', base)
  const paths = folders.map((name) => join(base, name))
  const stop = prepareFolder(base, (signal) => buildAll(paths, signal))
  return async () => {
    await stop()
    rmSync(base, { recursive: true, force: true })
  }
}

/** In one process: a build takes a tenth of a second, loading the builder two seconds. */
function buildAll(folders: string[], signal: AbortSignal): Promise<unknown> {
  const script = fileURLToPath(new URL('build-all.mjs', import.meta.url))
  return promisify(execFile)(process.execPath, [script, ...folders], { signal })
}
