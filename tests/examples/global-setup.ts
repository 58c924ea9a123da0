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

/** Copies the examples, so that tests do not change the working tree, and builds them. */
export default function setup(project: TestProject): () => Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-examples-'))
  const examples = join(repository, 'examples')
  const filter = (source: string) => !leftovers.has(basename(source))
  cpSync(examples, base, { recursive: true, filter })
  // In the common folder, so that code that examples share resolves its packages too.
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

/** Uses one process, since loading the builder takes two seconds, but a build only a tenth. */
function buildAll(folders: string[], signal: AbortSignal): Promise<unknown> {
  const script = fileURLToPath(new URL('build-all.mjs', import.meta.url))
  return promisify(execFile)(process.execPath, [script, ...folders], { signal })
}
