import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a command, or a program with arguments, to its end. Resolves with its exit code. */
export async function runToEnd(
  command: string | readonly [program: string, ...args: string[]],
  options: SpawnOptions,
): Promise<unknown> {
  // Without a terminal it asks nothing, and its output is printed like ours.
  const outputs = [process.stdout, process.stderr].map(({ isTTY }) => (isTTY ? 'inherit' : 'pipe'))
  const [program, ...args] = typeof command === 'string' ? [command] : command
  const child = spawn(program, args, { ...options, stdio: ['inherit', ...outputs] } as SpawnOptions)
  child.stdout?.setEncoding('utf8').on('data', (text: string) => process.stdout.write(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => process.stderr.write(text))
  const [code] = await once(child, 'close')
  return code
}
