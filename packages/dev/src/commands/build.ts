import { Command } from 'commander'
import { chooseEnvironment, environmentFlags, environmentHelp } from './options.ts'

export function buildCommand(): Command {
  return new Command('build')
    .description('Build the app for production into dist/.')
    .option(environmentFlags, environmentHelp)
    .action(async ({ env }: { env?: string }) => {
      chooseEnvironment(env)
      const { buildApp } = await import('../vite/build-app.ts')
      await buildApp({ root: process.cwd() })
    })
}
