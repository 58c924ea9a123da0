import { Command } from 'commander'
import { chooseEnvironment, environmentFlags, environmentHelp, examples } from './options.ts'

export function deployCommand(): Command {
  return new Command('deploy')
    .description("Build the app and put it on Cloudflare's network with wrangler.")
    .addHelpText(
      'after',
      examples('cloudwerk deploy', 'cloudwerk deploy --dry-run --env production'),
    )
    .option('--dry-run', 'do all but the upload; needs no account', false)
    .option(environmentFlags, environmentHelp)
    .action(async ({ env, dryRun }: { env?: string; dryRun: boolean }) => {
      chooseEnvironment(env)
      const { deployApp } = await import('../build/deploy-app.ts')
      await deployApp({ root: process.cwd(), dryRun })
    })
}
