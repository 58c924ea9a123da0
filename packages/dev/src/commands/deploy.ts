import { Command } from 'commander'

export function deployCommand(): Command {
  return new Command('deploy')
    .description("Build the app and put it on Cloudflare's network with wrangler.")
    .option('--dry-run', 'do all but the upload; needs no account', false)
    .action(async (options: { dryRun: boolean }) => {
      const { deployApp } = await import('../deploy-app.ts')
      await deployApp({ root: process.cwd(), ...options })
    })
}
