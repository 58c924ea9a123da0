import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Place } from './language-server.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** The packages of a fixture: names in its node_modules, and their targets in the repository's. */
const installed = {
  '@cloudwerk': '@cloudwerk',
  '@cloudflare': '@cloudflare',
  typescript: 'typescript',
  zod: 'zod',
}

export interface FixtureOptions {
  /** Additional files of the app, by path. */
  files?: Record<string, string>
  /** The package to install as `typescript` in the app. */
  typescript?: string
}

/** Copies a fixture app to a temporary folder, which is removed when the test has finished. */
export function copyFixture(name: string, options: FixtureOptions = {}): string {
  const root = makeFolder()
  cpSync(join(import.meta.dirname, 'fixtures', name), root, { recursive: true })
  return completeApp(root, options)
}

/** Writes an app to a temporary folder, which is removed when the test has finished. */
export function makeApp(files: Record<string, string>): string {
  return completeApp(makeFolder(), { files })
}

function makeFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-types-test-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

function completeApp(root: string, options: FixtureOptions): string {
  writeFiles(root, { 'package.json': '{ "type": "module" }\n', ...options.files })
  if (!existsSync(join(root, 'tsconfig.json'))) {
    writeFiles(root, { 'tsconfig.json': '{ "extends": "./.cloudwerk/tsconfig.json" }\n' })
  }
  mkdirSync(join(root, 'node_modules'))
  const packages = { ...installed, typescript: options.typescript ?? installed.typescript }
  for (const [local, target] of Object.entries(packages)) {
    symlinkSync(join(repository, 'node_modules', target), join(root, 'node_modules', local))
  }
  return root
}

/** Writes files relative to `root`. */
export function writeFiles(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

export interface CommandResult {
  code: number
  output: string
}

/** Runs `cloudwerk types` with these arguments. */
export function types(root: string, ...args: string[]): Promise<CommandResult> {
  const bin = join(repository, 'packages/dev/bin/cloudwerk.js')
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, 'types', ...args], { cwd: root }, (error, stdout, stderr) => {
      const output = stripVTControlCharacters(stdout + stderr)
      resolve({ code: error ? Number(error.code) : 0, output })
    })
  })
}

/** The position of `|` in `marked`, which is a text from the file with `|` inserted. */
export function placeIn(root: string, path: string, marked: string): Place {
  const file = join(root, path)
  const text = readFileSync(file, 'utf8')
  const start = text.indexOf(marked.replace('|', ''))
  if (start < 0) throw new Error(`${path} does not contain ${marked}`)
  const before = text.slice(0, start + marked.indexOf('|')).split('\n')
  return { file, line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}
