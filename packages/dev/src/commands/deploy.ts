import { Command } from 'commander'
import {
  buildWithFlags,
  buildWithHelp,
  chooseEnvironment,
  environmentFlags,
  environmentHelp,
  examples,
} from './options.ts'

interface Options {
  env?: string
  dryRun?: boolean
  with?: string
}

export function deployCommand(): Command {
  return new Command('deploy')
    .description('Build the app and deploy it to Cloudflare with wrangler.')
    .addHelpText(
      'after',
      examples('cloudwerk deploy', 'cloudwerk deploy --dry-run --env production'),
    )
    .option('--dry-run', 'do everything except the upload; needs no account')
    .option(environmentFlags, environmentHelp)
    .option(buildWithFlags, buildWithHelp)
    .action(async ({ env, dryRun = false, ...options }: Options) => {
      chooseEnvironment(env)
      const { deployApp } = await import('../build/deploy-app.ts')
      await deployApp({ root: process.cwd(), dryRun, ...options })
    })
}
