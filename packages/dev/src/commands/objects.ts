import { Command } from 'commander'
import { deleteDataCommand } from './objects-delete-data.ts'
import { importCommand } from './objects-import.ts'
import { infoCommand } from './objects-info.ts'
import { jobsCommand } from './objects-jobs.ts'
import { listCommand } from './objects-list.ts'
import { migrateCommand } from './objects-migrate.ts'
import { rehearseCommand } from './objects-rehearse.ts'
import { repairAlarmsCommand } from './objects-repair-alarms.ts'
import { examples } from './options.ts'

export function objectsCommand(): Command {
  return new Command('objects')
    .description("List the app's objects, and decide what happens to data whose class is gone.")
    .addHelpText('after', examples('cloudwerk objects list', 'cloudwerk objects info ChatRoom'))
    .addCommand(listCommand())
    .addCommand(infoCommand())
    .addCommand(migrateCommand())
    .addCommand(importCommand())
    .addCommand(deleteDataCommand())
    .addCommand(repairAlarmsCommand())
    .addCommand(rehearseCommand())
    .addCommand(jobsCommand())
}
