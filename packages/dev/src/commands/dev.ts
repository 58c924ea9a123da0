import { Command } from 'commander'
import {
  chooseEnvironment,
  environmentFlags,
  environmentHelp,
  examples,
  parsePort,
} from './options.ts'

export function devCommand(): Command {
  return new Command('dev')
    .description('Serve the app on the real runtime and follow its files.')
    .addHelpText('after', examples('cloudwerk dev', 'cloudwerk dev --port 3000 --host 0.0.0.0'))
    .option('--port <port>', 'port to listen on; the next free one is taken', parsePort, 5173)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option(environmentFlags, environmentHelp)
    .action(async ({ env, ...options }: { env?: string; port: number; host: string }) => {
      chooseEnvironment(env)
      // Each command loads only what it runs: Vite alone takes longer than `--help` should.
      const { serveDev } = await import('../vite/serve-dev.ts')
      await serveDev({ root: process.cwd(), ...options })
    })
}
