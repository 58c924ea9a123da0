import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { CreateError, createApp } from './create-app.ts'

/** Runs the command line. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  const program = new Command('create-cloudwerk')
    .description('Create a Cloudwerk app in a new folder.')
    .argument('<folder>', 'where the app goes; its last part is the name of the app')
    .option(
      '--packages <folder>',
      'take the Cloudwerk packages from packed tarballs in this folder',
    )
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .action(async (folder: string, options: { packages?: string }) => {
      const packages = options.packages && resolve(options.packages)
      await createApp({ folder: resolve(folder), packages })
      console.log(`Created ${folder}. Next:\n\n  cd ${folder}\n  npm install\n  npm run dev`)
    })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

function report(error: unknown): number {
  // Commander has printed its message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  console.error(error instanceof CreateError ? error.message : error)
  return 1
}
