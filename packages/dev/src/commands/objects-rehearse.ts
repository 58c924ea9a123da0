import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { defaultDataDirectory } from '../paths.ts'
import { dataFlags, dataHelp, examples } from './options.ts'

interface Options {
  data: string
  class?: string
  sample?: number
  envFile?: string
  json?: boolean
}

export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description('Migrate copies of stored objects with the built app, and show what fails.')
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects rehearse --data /backups/monday',
        'cloudwerk objects rehearse --data /backups/monday --class Room --sample 500 --json',
      ),
    )
    .option(dataFlags, dataHelp, defaultDataDirectory)
    .option('--class <name>', 'only objects of this class')
    .option('--sample <count>', 'at most so many objects of each class, at random', parseCount)
    .option('--env-file <file>', 'file with variables and secrets, as NAME=value lines')
    .option('--json', 'print JSON')
    .action(async ({ data, class: className, sample, envFile, json }: Options) => {
      const { rehearse } = await import('../versions/rehearse.ts')
      const { formatRehearsal } = await import('../versions/format-rehearsal.ts')
      const { readEnvFile } = await import('../start/env-file.ts')
      const root = process.cwd()
      const vars = envFile === undefined ? {} : readEnvFile(resolve(root, envFile))
      const classes = await rehearse({ root, data: resolve(root, data), className, sample, vars })
      console.log(json ? JSON.stringify(classes, null, 2) : formatRehearsal(classes))
      const failed = classes.some(({ objects }) => objects.some(({ failure }) => failure))
      if (failed) process.exitCode = 1
    })
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new InvalidArgumentError('Give a number of objects, such as 500.')
}
