import { execFile } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface CommandOutcome {
  code: number | null
  output: string
}

/**
 * Runs a command as in a terminal: without the variables of the test and of the npm that runs it. With `more`
 * others, in place of `CI`.
 */
export function runCommand(
  cwd: string,
  command: string,
  args: string[],
  more: NodeJS.ProcessEnv = { CI: 'true' },
): Promise<CommandOutcome> {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_ENV)/.test(name))
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const env = {
    ...Object.fromEntries(own),
    PATH,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CI: undefined,
    ...more,
  }
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, output: stripVTControlCharacters(stdout + stderr) })
    })
    child.stdin?.end()
  })
}
