import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const require = createRequire(import.meta.url)

/** The `tsc` of each TypeScript version that apps can use. */
export const compilers = { '7': tsc('typescript'), '5.9': tsc('typescript-5') } as const

export type CompilerVersion = keyof typeof compilers

export const compilerVersions = Object.keys(compilers) as CompilerVersion[]

/** Runs `tsc` on an app and returns its output, which is empty if there is no error. */
export async function check(root: string, version: CompilerVersion): Promise<string> {
  const args = [compilers[version], '--pretty', 'false', '--project', root]
  return promisify(execFile)(process.execPath, args, { cwd: root }).then(
    ({ stdout }) => stdout,
    // A compiler that crashed has printed nothing to stdout.
    (error: Error & { stdout: string }) => error.stdout || String(error),
  )
}

function tsc(name: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'tsc')
}
