import { Command, CommanderError } from 'commander'
import { buildCommand } from './commands/build.ts'
import { deployCommand } from './commands/deploy.ts'
import { devCommand } from './commands/dev.ts'
import { objectsCommand } from './commands/objects.ts'
import { startCommand } from './commands/start.ts'
import { typesCommand } from './commands/types.ts'
import { describeProblem } from './report.ts'
import { UserError } from './user-error.ts'
import { version } from './version.ts'

/** Runs the command line. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  // A server that a test starts is no test itself.
  delete process.env.VITEST
  const program = createProgram()
  exitOnWrongUsage(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
    // The runtime of a server that could not start would keep the process alive.
    if (!(error instanceof CommanderError)) process.exit()
  }
}

/** The commands, which the reference is also made from. */
export function createProgram(): Command {
  return new Command('cloudwerk')
    .description('Stateful servers on Durable Objects: run, build and deploy a Cloudwerk app.')
    .version(version())
    .addCommand(devCommand())
    .addCommand(buildCommand())
    .addCommand(startCommand())
    .addCommand(deployCommand())
    .addCommand(typesCommand())
    .addCommand(objectsCommand())
}

/** Commander ends the process with 1 by itself; here it throws, and `report` decides. */
function exitOnWrongUsage(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help shows what is possible)')
  for (const child of command.commands) exitOnWrongUsage(child)
}

function report(error: unknown): number {
  // Commander has printed its message, and help is no failure.
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help') return 2
    return error.exitCode === 0 ? 0 : 2
  }
  console.error(describeProblem(error))
  if (!(error instanceof UserError)) {
    console.error('\nThis is a fault of cloudwerk itself, or of a plugin that the app uses.')
  }
  return 1
}
