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
import { markCommandProcess } from './terminal/command-process.ts'
import { formatProblem, problemJson } from './terminal/report.ts'
import { UserError } from './user-error.ts'
import { version } from './version.ts'
import { explainMissingWorkerd } from './workerd/find-workerd.ts'

/** How long the process may take to end by itself after a failure. Milliseconds. */
const patience = 1000

/** Runs the command line. Exit codes: 0 success, 1 failure, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  endWithReader()
  // A server that a test starts is not a test itself.
  delete process.env.VITEST
  markCommandProcess()
  respectColors()
  const program = createProgram()
  exitOnWrongUsage(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    const error = explainMissingWorkerd(thrown) ?? thrown
    process.exitCode = report(error)
    if (args.includes('--json') && process.exitCode === 1) console.log(problemJson(error))
    // A server that failed to start may have left a handle open.
    setTimeout(() => process.exit(), patience).unref()
  }
}

/** Ends when the reader of a pipe has gone, as `cloudwerk … | head` leaves it: silently, a server in order. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (!process.emit('SIGTERM')) process.exit()
    })
  }
}

/** The commands. The reference is generated from them, too. */
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

/** Commander would end the process with 1; here it throws, and `report` decides. */
function exitOnWrongUsage(command: Command): void {
  const names = command.commands.map((child) => child.name()).join(', ')
  command
    .exitOverride()
    .showHelpAfterError(`(${names ? `The commands are ${names}. ` : ''}See --help.)`)
  for (const child of command.commands) exitOnWrongUsage(child)
}

function report(error: unknown): number {
  // Commander has printed its message, and showing help is not a failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  console.error(formatProblem(error))
  if (!(error instanceof UserError || isSystemError(error))) {
    console.error('\nThis is a bug in cloudwerk itself, or in a plugin that the app uses.')
  }
  return 1
}
