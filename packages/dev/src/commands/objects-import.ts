import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Rename } from '../config/class-record.ts'
import { defaultDataDirectory } from '../paths.ts'
import { dataFlags, dataHelp, examples, parseRename } from './options.ts'

interface Options {
  from: string
  data: string
  class?: string
  worker?: string
  rename?: Rename[]
  dryRun?: boolean
  json?: boolean
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'Copy the objects of wrangler dev or cloudwerk dev to the data of cloudwerk start.',
    )
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects import --from .wrangler/state --dry-run',
        'cloudwerk objects import --from ../old-project/.wrangler/state --class Room --data /var/lib/my-app',
      ),
    )
    .option('--from <folder>', 'state of the dev server', '.wrangler/state')
    .option(dataFlags, dataHelp, defaultDataDirectory)
    .option('--class <name>', 'only objects of this class')
    .option('--worker <name>', 'the Worker that has stored them, where there are several')
    .option('--rename <Old:New>', 'import objects of a class Old into New', parseRename)
    .option('--dry-run', 'only show what would be done')
    .option('--json', 'print JSON')
    .action(async ({ from, data, class: className, dryRun = false, json, ...chosen }: Options) => {
      const { importObjects } = await import('../objects/import/import-objects.ts')
      const { formatImported } = await import('../objects/import/format-imported.ts')
      const root = process.cwd()
      const imported = await importObjects({
        root,
        from: resolve(root, from),
        data: resolve(root, data),
        className,
        worker: chosen.worker,
        renames: chosen.rename,
        dryRun,
      })
      console.log(json ? JSON.stringify(imported, null, 2) : formatImported(imported))
    })
}
