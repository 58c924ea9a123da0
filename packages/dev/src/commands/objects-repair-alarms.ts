import { resolve } from 'node:path'
import { Command } from 'commander'
import { formatRepaired } from '../objects/format-repaired.ts'
import { defaultDataDirectory } from '../paths.ts'
import { dataFlags, dataHelp, examples } from './options.ts'

interface Options {
  data: string
  json?: boolean
}

export function repairAlarmsCommand(): Command {
  return new Command('repair-alarms')
    .description('Set the alarms of all stored objects again, after restoring a backup.')
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects repair-alarms',
        'cloudwerk objects repair-alarms --data /var/lib/my-app --json',
      ),
    )
    .option(dataFlags, dataHelp, defaultDataDirectory)
    .option('--json', 'print JSON')
    .action(async ({ data, json }: Options) => {
      const { repairAlarms } = await import('../objects/repair-alarms.ts')
      const repaired = await repairAlarms(resolve(process.cwd(), data))
      console.log(json ? JSON.stringify(repaired, null, 2) : formatRepaired(repaired).join('\n'))
    })
}
