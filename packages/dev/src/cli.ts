import { Command, CommanderError } from 'commander'
import { buildCommand } from './commands/build.ts'
import { deployCommand } from './commands/deploy.ts'
import { devCommand } from './commands/dev.ts'
import { objectsCommand } from './commands/objects.ts'
import { examples } from './commands/options.ts'
import { startCommand } from './commands/start.ts'
import { typesCommand } from './commands/types.ts'
import { isSystemError } from './system-error.ts'
import { respectColors } from './terminal/colors.ts'
import { formatProblem, problemJson } from './terminal/report.ts'
import { UserError } from './user-error.ts'
import { version } from './version.ts'
import { explainMissingWorkerd } from './workerd/find-workerd.ts'

/** How long what is still open gets to end by itself after a failure. */
const patience = 1000

/** Runs the command line. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  endWithReader()
  // A server that a test starts is no test itself.
  delete process.env.VITEST
  respectColors()
  const program = createProgram()
  exitOnWrongUsage(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    const error = explainMissingWorkerd(thrown) ?? thrown
    process.exitCode = report(error)
    if (args.includes('--json') && process.exitCode === 1) console.log(problemJson(error))
    // A server that did not come up may have left something open.
    setTimeout(() => process.exit(), patience).unref()
  }
}

/** As other commands do whose output is piped into `head`: without a word, and a server in order. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (!process.emit('SIGTERM')) process.exit()
    })
  }
}

/** The commands, which the reference is also made from. */
export function createProgram(): Command {
  return new Command('cloudwerk')
    .description('Stateful servers on Durable Objects: run, build and deploy a Cloudwerk app.')
    .version(version())
    .addHelpText('after', examples('cloudwerk dev', 'cloudwerk help start'))
    .addCommand(devCommand())
    .addCommand(buildCommand())
    .addCommand(startCommand())
    .addCommand(deployCommand())
    .addCommand(typesCommand())
    .addCommand(objectsCommand())
}

/** Commander ends the process with 1 by itself; here it throws, and `report` decides. */
function exitOnWrongUsage(command: Command): void {
  const names = command.commands.map((child) => child.name()).join(', ')
  const help = '--help shows what is possible'
  command
    .exitOverride()
    .showHelpAfterError(`(${names ? `The commands are ${names}; ` : ''}${help})`)
  for (const child of command.commands) exitOnWrongUsage(child)
}

function report(error: unknown): number {
  // Commander has printed its message, and help is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  console.error(formatProblem(error))
  if (!(error instanceof UserError || isSystemError(error))) {
    console.error('\nThis is a fault of cloudwerk itself, or of a plugin that the app uses.')
  }
  return 1
}
