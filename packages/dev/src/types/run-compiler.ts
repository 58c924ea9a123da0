import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, parse, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { UserError } from '../user-error.ts'
import { type Diagnostic, parseDiagnostics } from './compiler-output.ts'
import { declarationFile } from './module-specifier.ts'

export interface CompileOptions {
  /** The app's root folder, absolute. */
  root: string
  /** The folder with the tsconfig.json, absolute. */
  project: string
  /** Whether to look for errors, which takes longer than declaring. */
  check: boolean
}

export interface Compilation {
  diagnostics: Diagnostic[]
  /** The declarations of a file of the project. */
  declarations(file: string): Promise<string | undefined>
}

/**
 * Runs the app's own TypeScript, or ours where it has none, and passes on its declarations.
 *
 * TypeScript 7 has no API for that, so this runs its command. The output goes to a temporary folder:
 * with any other root than that of the disk, some files would be written beside their sources.
 */
export async function compile<T>(
  { root, project, check }: CompileOptions,
  use: (compilation: Compilation) => Promise<T>,
): Promise<T> {
  const output = await mkdtemp(join(tmpdir(), 'cloudwerk-types-'))
  const disk = parse(project).root
  const args = ['-p', project, '--pretty', 'false', '--rootDir', disk, '--outDir', output]
  try {
    const printed = await run(root, [...args, ...(check ? [] : ['--noCheck'])])
    return await use({
      diagnostics: parseDiagnostics(printed),
      declarations: (file) => {
        const path = relative(disk, join(project, declarationFile(file)))
        return readFile(join(output, path), 'utf8').catch(() => undefined)
      },
    })
  } finally {
    await rm(output, { recursive: true, force: true })
  }
}

async function run(root: string, args: string[]): Promise<string> {
  const child = spawn(process.execPath, [findCompiler(root), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  // 1 and 2 are errors in what it compiled.
  if (code === 0 || code === 1 || code === 2) return stdout
  throw new UserError(`TypeScript ended with exit code ${code}.`, {
    hint: (stderr || stdout).trim().slice(0, 2_000),
  })
}

function findCompiler(root: string): string {
  const [own, ours] = [join(root, 'package.json'), import.meta.url].map(resolveCompiler)
  const found = own ?? ours
  if (found) return found
  throw new UserError('TypeScript is not installed.', { hint: 'Run `npm install -D typescript`.' })
}

function resolveCompiler(from: string): string | undefined {
  try {
    return join(dirname(createRequire(from).resolve('typescript/package.json')), 'bin', 'tsc')
  } catch {
    return undefined
  }
}
