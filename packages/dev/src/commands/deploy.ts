import { Command } from 'commander'
import { chooseEnvironment, environmentFlags, environmentHelp, examples } from './options.ts'

export function deployCommand(): Command {
  return new Command('deploy')
    .description('Build the app and deploy it to Cloudflare with wrangler.')
    .addHelpText(
      'after',
      examples('cloudwerk deploy', 'cloudwerk deploy --dry-run --env production'),
    )
    .option('--dry-run', 'do everything except the upload; needs no account')
    .option(environmentFlags, environmentHelp)
    .action(async ({ env, dryRun = false }: { env?: string; dryRun?: boolean }) => {
      chooseEnvironment(env)
      const { deployApp } = await import('../build/deploy-app.ts')
      await deployApp({ root: process.cwd(), dryRun })
    })
}
