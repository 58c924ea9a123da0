import { Command } from 'commander'
import {
  buildWithFlags,
  buildWithHelp,
  chooseEnvironment,
  environmentFlags,
  environmentHelp,
  examples,
} from './options.ts'

export function buildCommand(): Command {
  return new Command('build')
    .description('Build the app for production, into dist/.')
    .addHelpText('after', examples('cloudwerk build', 'cloudwerk build --env production'))
    .option(environmentFlags, environmentHelp)
    .option(buildWithFlags, buildWithHelp)
    .action(async ({ env, ...options }: { env?: string; with?: string }) => {
      chooseEnvironment(env)
      const { buildApp } = await import('../build/build-app.ts')
      await buildApp({ root: process.cwd(), ...options })
    })
}
