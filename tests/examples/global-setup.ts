import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { linkPackages } from '../end-to-end/link-packages.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with a built copy of each example. */
    builtExamples: string
  }
}

const repository = fileURLToPath(new URL('../..', import.meta.url))
const leftovers = new Set(['dist', '.wrangler', '.cloudwerk', 'node_modules'])

/** Copies the examples, so that what runs here never touches the work tree, and builds them all. */
export default function setup(project: TestProject): () => void {
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
  const remove = () => rmSync(base, { recursive: true, force: true })
  try {
    buildAll(folders.map((name) => join(base, name)))
  } catch (error) {
    remove()
    throw error
  }
  project.provide('builtExamples', base)
  return remove
}

/** In one process: a build takes a tenth of a second, and loading the builder two. */
function buildAll(folders: string[]): void {
  const script = fileURLToPath(new URL('build-all.mjs', import.meta.url))
  try {
    execFileSync(process.execPath, [script, ...folders], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    // Only a failed build is worth reading about.
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`An example cannot be built.\n${stdout}\n${stderr}`)
  }
}
