import { resolve } from 'node:path'
import { Command } from 'commander'
import { defaultDataDirectory } from '../paths.ts'
import {
  chooseEnvironment,
  dataFlags,
  environmentFlags,
  environmentHelp,
  examples,
} from './options.ts'

interface Options {
  json?: boolean
  data: string
  env?: string
}

export function infoCommand(): Command {
  return new Command('info')
    .description('Show an object: its definition, its methods, and its data on this machine.')
    .addHelpText(
      'after',
      examples('cloudwerk objects info ChatRoom', 'cloudwerk objects info ChatRoom --json'),
    )
    .argument('<Name>', 'name of the class')
    .option('--json', 'print JSON')
    .option(dataFlags, 'where cloudwerk start stores its data', defaultDataDirectory)
    .option(environmentFlags, environmentHelp)
    .action(async (name: string, { json, data, env }: Options) => {
      chooseEnvironment(env)
      const { readObjectInfo } = await import('../objects/info.ts')
      const { formatInfo, infoToJson } = await import('../objects/format-info.ts')
      const root = process.cwd()
      const info = await readObjectInfo(name, { root, data: resolve(root, data) })
      console.log(json ? JSON.stringify(infoToJson(info), null, 2) : formatInfo(info))
    })
}
