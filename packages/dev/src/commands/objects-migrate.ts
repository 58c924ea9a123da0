import { Command } from 'commander'
import type { Rename } from '../config/class-record.ts'
import { examples, parseRename } from './options.ts'

interface Options {
  rename?: Rename[]
  delete?: string[]
  keep?: string[]
  yes?: boolean
  json?: boolean
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Decide what happens to stored objects whose class is gone; asks in a terminal.')
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects migrate --rename Room:ChatRoom',
        'cloudwerk objects migrate --delete Room --yes',
      ),
    )
    .option('--rename <Old:New>', 'turn Old objects into New objects', parseRename)
    .option('--delete <Name>', 'delete all Name objects at the next deployment', collect)
    .option('--keep <Name>', 'keep the Name objects, with an empty definition', collect)
    .option('--yes', 'delete without asking')
    .option('--json', 'print JSON')
    .action(async ({ yes = false, json = false, ...named }: Options) => {
      const { migrateObjects } = await import('../objects/migrate.ts')
      const { formatMigrated } = await import('../objects/format-migrated.ts')
      const given = { rename: [], delete: [], keep: [], ...named }
      const migrated = await migrateObjects({
        root: process.cwd(),
        given,
        confirmed: yes,
        ask: !json,
      })
      console.log(json ? JSON.stringify(migrated, null, 2) : formatMigrated(migrated).join('\n'))
    })
}

function collect(text: string, earlier: string[] = []): string[] {
  return [...earlier, text]
}
