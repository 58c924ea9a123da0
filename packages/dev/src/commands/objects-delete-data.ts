import { resolve } from 'node:path'
import { Command } from 'commander'
import { formatStored } from '../objects/format-stored.ts'
import { defaultDataDirectory } from '../paths.ts'
import { isInteractive } from '../terminal/is-interactive.ts'
import { dataFlags, dataHelp, examples } from './options.ts'

interface Options {
  data: string
  yes?: boolean
  json?: boolean
}

export function deleteDataCommand(): Command {
  return new Command('delete-data')
    .description(
      'Permanently delete the data that cloudwerk start has stored for a class that is gone.',
    )
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects delete-data Room',
        'cloudwerk objects delete-data Room --data /var/lib/my-app --yes',
      ),
    )
    .argument('<Name>', 'name of the class')
    .option(dataFlags, dataHelp, defaultDataDirectory)
    .option('--yes', 'delete without asking')
    .option('--json', 'print JSON')
    .action(async (className: string, { data, yes, json }: Options) => {
      const { deleteData } = await import('../objects/delete-data.ts')
      const { findUse } = await import('../objects/find-use.ts')
      const root = process.cwd()
      const stored = await deleteData({
        className,
        data: resolve(root, data),
        usedBy: await findUse(root, className),
        async confirm(found) {
          if (yes) return true
          if (json || !isInteractive()) return false
          const { typeName } = await import('../terminal/ask-in-terminal.ts')
          console.log(formatStored(found))
          return typeName(className)
        },
      })
      console.log(json ? JSON.stringify(stored, null, 2) : `Deleted ${formatStored(stored)}`)
    })
}
