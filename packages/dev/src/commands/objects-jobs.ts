import { resolve } from 'node:path'
import { Argument, Command } from 'commander'
import { defaultDataDirectory } from '../paths.ts'
import { dataFlags, examples } from './options.ts'

interface Options {
  data?: string
  dev?: boolean
  id?: boolean
  json?: boolean
}

type Action = 'list' | 'retry' | 'cancel'

export function jobsCommand(): Command {
  return new Command('jobs')
    .description("List an object's jobs on the running server, try one again, or cancel one.")
    .addHelpText(
      'after',
      examples(
        'cloudwerk objects jobs Wallet ann',
        'cloudwerk objects jobs Wallet ann retry 7f9c2ba4-e88f-4d9b-9c36-5a6a5a4d2f10',
        'cloudwerk objects jobs Wallet ann cancel order-17 --json',
      ),
    )
    .argument('<Class>', 'name of the class')
    .argument('<name>', 'name of the object; its id with --id')
    .addArgument(
      new Argument('[action]', 'what to do').choices(['list', 'retry', 'cancel']).default('list'),
    )
    .argument('[job]', 'id of the job to try again, or key of the waiting job to cancel')
    .option(dataFlags, `data of the server of cloudwerk start (default: "${defaultDataDirectory}")`)
    .option('--dev', 'ask the server of cloudwerk dev')
    .option('--id', 'the object is given by its id, 64 hex digits')
    .option('--json', 'print JSON')
    .action(
      async (
        className: string,
        name: string,
        action: Action,
        job: string | undefined,
        options: Options,
      ) => {
        const { data, dev = false, id = false, json = false } = options
        const { manageJobs } = await import('../objects/jobs.ts')
        const { formatJobs } = await import('../objects/format-jobs.ts')
        const root = process.cwd()
        const object = { className, ...(id ? { id: name } : { name }) }
        const server = { root, dev, data: data === undefined ? undefined : resolve(root, data) }
        const answer = await manageJobs({ object, action, job, server })
        console.log(json ? JSON.stringify(answer, null, 2) : formatJobs(answer, { object, job }))
      },
    )
}
