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
  port: number
  gracePeriod: number
  host: string
}

export function devCommand(): Command {
  return new Command('dev')
    .description(
      'Serve the app on workerd, the production runtime, and reload it when its files change.',
    )
    .addHelpText('after', examples('cloudwerk dev', 'cloudwerk dev --port 3000 --host 0.0.0.0'))
    .option(
      '--port <port>',
      'port to listen on; the next free one if it is in use',
      parsePort,
      5173,
    )
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--inspect [port]', 'let a debugger attach, on port 9229 or the given one', parsePort)
    .option(gracePeriodFlags, gracePeriodHelp, parseSeconds, 10)
    .option(environmentFlags, environmentHelp)
    .action(async ({ env, inspect, gracePeriod, ...options }: Options) => {
      chooseEnvironment(env)
      if (inspect !== undefined) openInspector(inspect === true ? undefined : inspect)
      // Each command loads only what it runs: loading Vite alone takes longer than `--help` should.
      const { serveDev } = await import('../dev-server/serve-dev.ts')
      await serveDev({ root: process.cwd(), ...options, gracePeriod: gracePeriod * 1000 })
    })
}
