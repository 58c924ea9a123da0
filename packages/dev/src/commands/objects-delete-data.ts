import { resolve } from 'node:path'
import { Command } from 'commander'
import { formatStored } from '../objects/format-stored.ts'
import { defaultDataDirectory } from '../paths.ts'
import { examples } from './options.ts'

interface Options {
  data: string
  yes: boolean
  json: boolean
}

export function deleteDataCommand(): Command {
  return new Command('delete-data')
    .description('Delete what cloudwerk start has stored of a class that is gone, for good.')
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects delete-data Room',
        'cloudwerk objects delete-data Room --data /var/lib/my-app --yes',
      ),
    )
    .argument('<Name>', 'the class')
    .option('--data <folder>', 'where the data is kept', defaultDataDirectory)
    .option('--yes', 'delete without asking', false)
    .option('--json', 'print JSON', false)
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
          if (json || !process.stdin.isTTY || !process.stdout.isTTY) return false
          const { typeName } = await import('../terminal/ask-in-terminal.ts')
          console.log(formatStored(found))
          return typeName(className)
        },
      })
      console.log(json ? JSON.stringify(stored, null, 2) : `Deleted ${formatStored(stored)}`)
    })
}
