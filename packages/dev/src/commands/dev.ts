import { Command } from 'commander'
import { openInspector } from '../vite/inspector.ts'
import {
  chooseEnvironment,
  environmentFlags,
  environmentHelp,
  examples,
  gracePeriodFlags,
  gracePeriodHelp,
  parsePort,
  parseSeconds,
} from './options.ts'

interface Options {
  env?: string
  inspect?: number | true
  port?: number
  gracePeriod: number
  host: string
  with?: string
}

export function devCommand(): Command {
  return new Command('dev')
    .description(
      'Serve the app on workerd, the production runtime, and reload it when its files change.',
    )
    .addHelpText(
      'after',
      examples(
        'cloudwerk dev',
        'cloudwerk dev --port 3000 --host 0.0.0.0',
        'cloudwerk dev --with "vite dev"',
      ),
    )
    .option(
      '--port <port>',
      'port to listen on; the next free one if it is in use (default: 5173; 8787 beside another command)',
      parsePort,
    )
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--inspect [port]', 'let a debugger attach, on port 9229 or the given one', parsePort)
    .option(
      '--with <command>',
      "also run another framework's dev server, whose server code then reaches the objects",
    )
    .option(gracePeriodFlags, gracePeriodHelp, parseSeconds, 10)
    .option(environmentFlags, environmentHelp)
    .action(async ({ env, inspect, gracePeriod, ...options }: Options) => {
      chooseEnvironment(env)
      if (inspect !== undefined) openInspector(inspect === true ? undefined : inspect)
      // Each command loads only what it runs: loading Vite alone takes longer than `--help` should.
      const { serveDev } = await import('../dev-server/serve-dev.ts')
      // The other command's server should get the port that it always has.
      const port = options.port ?? (options.with === undefined ? 5173 : 8787)
      await serveDev({ root: process.cwd(), ...options, port, gracePeriod: gracePeriod * 1000 })
    })
}
