import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { defaultDataDirectory } from '../paths.ts'
import type { LogEntry, LogFormat } from '../start/log-format.ts'
import {
  dataFlags,
  dataHelp,
  examples,
  gracePeriodFlags,
  gracePeriodHelp,
  parseAddress,
  parsePort,
  parseSeconds,
} from './options.ts'

interface Options {
  port: number
  host: string
  data: string
  envFile?: string
  repairAlarms?: boolean
  backupBeforeMigrate?: boolean
  gracePeriod: number
  bodyTimeout: number
  health?: { host: string; port: number }
  log: LogFormat
}

export function startCommand(): Command {
  return new Command('start')
    .description('Serve the built app on workerd, with its data on this machine.')
    .addHelpText(
      'after',
      examples('cloudwerk start --port 8080 --data /var/lib/my-app --env-file .env.production'),
    )
    .option('--port <port>', 'port to listen on; 0 picks a free one', parsePort, 8787)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option(dataFlags, dataHelp, defaultDataDirectory)
    .option('--env-file <file>', 'file with variables and secrets, as NAME=value lines')
    .option('--repair-alarms', 'first set all alarms again, after restoring a backup')
    .option(
      '--backup-before-migrate',
      'first copy the objects of each class that has a new version',
    )
    .option(gracePeriodFlags, gracePeriodHelp, parseSeconds, 10)
    .option(
      '--body-timeout <seconds>',
      'how long a request body may stall; 0 for no limit',
      parseSeconds,
      30,
    )
    .option(
      '--health <address>',
      'also answer /healthz there, such as 127.0.0.1:9090',
      parseAddress,
    )
    .addOption(
      new Option('--log <format>', 'print lines as they are, or each as JSON')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(
      async ({
        port,
        host,
        data,
        envFile,
        repairAlarms = false,
        backupBeforeMigrate = false,
        gracePeriod,
        bodyTimeout,
        health,
        log,
      }: Options) => {
        const { formatEntry } = await import('../start/log-format.ts')
        const { startApp } = await import('../start/start-app.ts')
        const { readEnvFile } = await import('../start/env-file.ts')
        const root = process.cwd()
        const print = (entry: LogEntry): void => console.log(formatEntry(entry))
        process.exitCode = await startApp({
          root,
          port,
          host,
          data: resolve(root, data),
          repairAlarms,
          backupBeforeMigrate,
          gracePeriod: gracePeriod * 1000,
          bodyTimeout: bodyTimeout * 1000,
          vars: envFile === undefined ? {} : readEnvFile(resolve(root, envFile)),
          ...(health && { health }),
          log,
          ...(log === 'json'
            ? {
                onReady: ({ url }) => print({ level: 'info', message: `Ready on ${url}`, url }),
                onNotice: (message, level = 'warn') => print({ level, message }),
                onOutput: (line) => console.log(line),
              }
            : {
                onReady: ({ url }) => console.log(`Ready on ${url}`),
                onNotice: (text) => console.warn(text),
              }),
        })
      },
    )
}
